/**
 * Code that generated schemas share: what PostgreSQL does with a value before it keeps it, in JavaScript. Only what a file uses
 * is printed. Laid out as formatters lay it out.
 */
import { dateHelpers } from './helpers-dates.js';
import { numberHelpers } from './helpers-numbers.js';

export interface Helper {
  readonly name: string;
  /** Names of helpers that its code uses. */
  readonly needs: readonly string[];
  /** A declaration without `export`, its comment in front. */
  readonly code: string;
}

/** The helpers with everything that they need, in an order in which each comes after what it needs. */
export function helpersFor(names: Iterable<string>): readonly Helper[] {
  const wanted = new Set<string>();
  const visit = (name: string): void => {
    const helper = byName.get(name);
    if (helper === undefined || wanted.has(name)) return;
    helper.needs.forEach(visit);
    wanted.add(name);
  };
  for (const name of names) visit(name);
  return helpers.filter(({ name }) => wanted.has(name));
}

/** Names that code around the helpers must not use for anything else. */
export function helperNames(): ReadonlySet<string> {
  return new Set(byName.keys());
}

const textHelpers: readonly Helper[] = [
  {
    name: 'text',
    needs: [],
    code: `/** No NUL, no half of a surrogate pair: neither has a place in UTF-8. */
const text = /* @__PURE__ */ (() =>
  z
    .string()
    .check(
      z.regex(
        /^[^\\0\\p{Cs}]*$/u,
        "must be text without NUL and halves of surrogate pairs",
      ),
    ))();
`,
  },
  {
    name: 'characters',
    needs: [],
    code: `/** Characters as PostgreSQL counts them. */
function characters(value: string): number {
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}
`,
  },
  {
    name: 'bytes',
    needs: [],
    code: `/** Bytes of a text in UTF-8. */
function bytes(value: string): number {
  return new TextEncoder().encode(value).length;
}
`,
  },
  {
    name: 'trimEnd',
    needs: [],
    code: `/** Without the spaces behind it; other white space stays. */
function trimEnd(value: string): string {
  let end = value.length;
  while (end > 0 && value[end - 1] === " ") end -= 1;
  return value.slice(0, end);
}
`,
  },
  {
    name: 'trimStart',
    needs: [],
    code: `/** Without the spaces in front of it; other white space stays. */
function trimStart(value: string): string {
  let start = 0;
  while (value[start] === " ") start += 1;
  return value.slice(start);
}
`,
  },
  {
    name: 'cut',
    needs: [],
    code: `/** What varchar(length) keeps of a text that has only spaces behind that. */
function cut(value: string, length: number): string {
  return value.length <= length
    ? value
    : Array.from(value).slice(0, length).join("");
}
`,
  },
  {
    name: 'padded',
    needs: ['characters', 'trimEnd'],
    code: `/** A text as char(length) keeps it. */
function padded(value: string, length: number): string {
  const kept = trimEnd(value);
  return kept + " ".repeat(Math.max(0, length - characters(kept)));
}
`,
  },
  {
    name: 'varchar',
    needs: ['text', 'characters', 'trimEnd'],
    code: `/** A text of varchar(length) or char(length), which cut spaces behind it. */
function varchar(length: number) {
  return text.check(
    z.refine(
      (value) => value.length <= length || characters(trimEnd(value)) <= length,
      \`must have at most \${length} characters\`,
    ),
  );
}
`,
  },
  {
    name: 'bits',
    needs: [],
    code: `/** Digits 0 and 1: of bit(length), at most so many of bit varying(length). */
function bits(length: number, varying: boolean) {
  return z
    .string()
    .check(
      z.regex(/^[01]*$/, "must have no digits but 0 and 1"),
      z.refine(
        (value) => (varying ? value.length <= length : value.length === length),
        \`must have \${varying ? "at most " : ""}\${length} digits\`,
      ),
    );
}
`,
  },
  {
    name: 'isAddress',
    needs: [],
    code: `/**
 * An address of IPv4 or IPv6 with the length of its network, as inet takes it;
 * that of a network itself has no bits behind that length.
 */
function isAddress(value: string, network: boolean): boolean {
  const [address = "", length, ...more] = value.split("/");
  const number = address.includes(":") ? ipv6(address) : ipv4(address);
  if (number === undefined || more.length > 0) return false;
  const size = address.includes(":") ? 128 : 32;
  if (length === undefined) return true;
  if (!/^\\d{1,3}$/.test(length) || Number(length) > size) return false;
  const rest = BigInt(1) << BigInt(size - Number(length));
  return !network || number % rest === BigInt(0);
}

function ipv4(text: string): bigint | undefined {
  const parts = text.split(".");
  const fine = parts.every((one) => /^\\d{1,3}$/.test(one) && Number(one) < 256);
  if (parts.length !== 4 || !fine) return undefined;
  return parts.reduce((sum, one) => sum * BigInt(256) + BigInt(one), BigInt(0));
}

function ipv6(text: string): bigint | undefined {
  const [head = "", tail, ...more] = text.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = [...front, ...back];
  const missing = 8 - groups.length;
  if (more.length > 0 || (tail === undefined ? missing !== 0 : missing < 1))
    return undefined;
  if (!groups.every((one) => /^[0-9a-f]{1,4}$/i.test(one))) return undefined;
  const all = [
    ...front,
    ...Array.from({ length: missing }, () => "0"),
    ...back,
  ];
  return all.reduce(
    (sum, one) => sum * BigInt(65536) + BigInt(\`0x\${one}\`),
    BigInt(0),
  );
}
`,
  },
  {
    name: 'isJson',
    needs: [],
    code: `/** What the driver sends as JSON and PostgreSQL takes; jsonb knows no NUL. */
function isJson(
  value: unknown,
  nul: boolean,
  texts: boolean,
  lists: boolean,
): boolean {
  const plain = !(value instanceof Date) && !ArrayBuffer.isView(value);
  if (!plain || value === null || (!lists && Array.isArray(value)))
    return false;
  if (typeof value === "number" && !Number.isFinite(value)) return false;
  const holds = (one: unknown): boolean => {
    if (typeof one === "number") return Number.isFinite(one);
    if (typeof one === "string")
      return !(nul ? /\\p{Cs}/u : /[\\0\\p{Cs}]/u).test(one);
    if (typeof one !== "object" || one === null) return true;
    return Object.entries(one).every(
      ([key, part]) => holds(key) && holds(part),
    );
  };
  try {
    const sent =
      typeof value === "string" && texts ? value : JSON.stringify(value);
    return !/\\p{Cs}/u.test(sent) && holds(JSON.parse(sent));
  } catch {
    return false;
  }
}
`,
  },
  {
    name: 'arrayText',
    needs: [],
    code: `/** An array as a text: \`{a,b}\`, its elements without quotes. */
function arrayText(element: {
  safeParse(value: unknown): { success: boolean };
}) {
  return z.string().check(
    z.refine((value) => {
      const inner = /^\\{([^{}"\\\\\\s]*)\\}$/.exec(value)?.[1];
      if (inner === undefined || inner === "") return inner === "";
      return inner
        .split(",")
        .every(
          (one) => !/^(null)?$/i.test(one) && element.safeParse(one).success,
        );
    }, "must be an array as PostgreSQL writes it"),
  );
}
`,
  },
];

const helpers: readonly Helper[] = [...textHelpers, ...numberHelpers, ...dateHelpers];
const byName = new Map(helpers.map((helper) => [helper.name, helper]));
