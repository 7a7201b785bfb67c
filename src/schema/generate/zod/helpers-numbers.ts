/** Helpers of generated schemas for numbers that are more than JavaScript's: bigint, numeric, real. */
import type { Helper } from './helpers.js';

export const numberHelpers: readonly Helper[] = [
  {
    name: 'isBigint',
    needs: [],
    code: `/** An integer of 64 bits. */
function isBigint(value: string | number | bigint): boolean {
  const text = String(value);
  if (!/^-?\\d{1,40}$/.test(text)) return false;
  const limit = BigInt("9223372036854775808");
  return BigInt(text) >= -limit && BigInt(text) < limit;
}
`,
  },
  {
    name: 'decimal',
    needs: [],
    code: `/** A number as digits and how many of them stand behind the point. */
function decimal(value: string | number | bigint) {
  const match = /^([+-]?)(\\d*)(?:\\.(\\d*))?(?:e([+-]?\\d{1,4}))?$/i.exec(
    String(value),
  );
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  if (whole + fraction === "") return undefined;
  const scale = fraction.length - Number(exponent);
  if (whole.length + Number(exponent) > 131072 || scale > 16383)
    return undefined;
  const digits = BigInt(
    \`\${whole}\${fraction}\${"0".repeat(Math.max(0, -scale))}\`,
  );
  return { units: sign === "-" ? -digits : digits, scale: Math.max(0, scale) };
}
`,
  },
  {
    name: 'scaled',
    needs: ['decimal'],
    code: `/** A number in units of 10^-scale, half of a unit rounded away from zero. */
function scaled(value: string | number | bigint, scale: number): bigint {
  const number = decimal(value) ?? { units: BigInt(0), scale: 0 };
  const places = scale - number.scale;
  const power = BigInt(10) ** BigInt(Math.abs(places));
  if (places >= 0) return number.units * power;
  const half = (number.units < BigInt(0) ? -power : power) / BigInt(2);
  return (number.units + half) / power;
}
`,
  },
  {
    name: 'isNumeric',
    needs: ['decimal', 'scaled'],
    code: `/** A number that numeric(precision, scale) takes when it is rounded. */
function isNumeric(
  value: string | number | bigint,
  infinite: boolean,
  precision?: number,
  scale = 0,
): boolean {
  const text = String(value);
  if (text === "NaN") return true;
  if (/^-?Infinity$/.test(text)) return infinite && precision === undefined;
  if (decimal(text) === undefined) return false;
  if (precision === undefined) return true;
  const limit = BigInt(10) ** BigInt(precision);
  const units = scaled(text, scale);
  return units < limit && units > -limit;
}
`,
  },
  {
    name: 'compareNumbers',
    needs: ['decimal', 'scaled'],
    code: `/**
 * Compares as numeric: below zero, zero or above, every number below Infinity
 * and that below NaN. The scales are what a value is rounded to before.
 */
function compareNumbers(
  a: string | number | bigint,
  b: string | number | bigint,
  scaleOfA?: number,
  scaleOfB?: number,
): number {
  const rank = (one: string) =>
    ["-Infinity", "", "Infinity", "NaN"].indexOf(
      /^(-?Infinity|NaN)$/.test(one) ? one : "",
    );
  const ranks = rank(String(a)) - rank(String(b));
  if (ranks !== 0 || rank(String(a)) !== 1) return ranks;
  const scale = Math.max(
    scaleOfA ?? decimal(a)?.scale ?? 0,
    scaleOfB ?? decimal(b)?.scale ?? 0,
    0,
  );
  const units = (one: string | number | bigint, own = scale) =>
    scaled(one, own) * BigInt(10) ** BigInt(scale - own);
  const difference = units(a, scaleOfA) - units(b, scaleOfB);
  return difference < BigInt(0) ? -1 : difference > BigInt(0) ? 1 : 0;
}
`,
  },
  {
    name: 'compareFloats',
    needs: [],
    code: `/** Below zero, zero or above; NaN equals itself and is above all. */
function compareFloats(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b))
    return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}
`,
  },
  {
    name: 'double',
    needs: [],
    code: `/** Every number, also NaN and the infinities. */
const double = /* @__PURE__ */ (() =>
  z.union(
    [z.number(), z.nan(), z.literal([Infinity, -Infinity])],
    "must be a number",
  ))();
`,
  },
  {
    name: 'real',
    needs: ['double'],
    code: `/** A number that is neither too large nor too near to zero for four bytes. */
const real = /* @__PURE__ */ (() =>
  double.check(
    z.refine(
      (value) =>
        !Number.isFinite(value) ||
        value === 0 ||
        (Math.abs(value) <= 3.4028235677973362e38 &&
          Math.abs(value) > 7.006492321624085e-46),
      "must be a number of four bytes",
    ),
  ))();
`,
  },
];
