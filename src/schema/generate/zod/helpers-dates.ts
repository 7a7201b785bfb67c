/** Helpers of generated schemas for dates and times, as Date objects and as texts. */
import type { Helper } from './helpers.js';

export const dateHelpers: readonly Helper[] = [
  {
    name: 'toDate',
    needs: [],
    code: `/** A Date of a text; one without a zone is local where the driver reads it so. */
function toDate(value: Date | string, local: boolean): Date {
  if (value instanceof Date) return value;
  const [day = "", time = "00:00"] = value.split(/[ T]/);
  const zoned = time.replace(/([+-]\\d\\d)$/, "$1:00");
  const zone = local || /(Z|[+-]\\d\\d:\\d\\d)$/.test(zoned) ? "" : "Z";
  return new Date(\`\${day}T\${zoned}\${zone}\`);
}
`,
  },
  {
    name: 'moment',
    needs: [],
    code: `/**
 * Milliseconds of a date or a time as PostgreSQL keeps it, NaN where it takes
 * none. A text has the form of ISO 8601, or of what PostgreSQL prints.
 */
function moment(
  value: Date | string,
  kind: "date" | "timestamp" | "timestamptz",
  local: boolean,
): number {
  const first = Date.UTC(-4713, 10, 24);
  const day = 86400000;
  const kept = (time: number) => {
    const whole = kind === "date" ? Math.floor(time / day) * day : time;
    return whole >= first ? whole : NaN;
  };
  if (value instanceof Date) {
    const zone =
      kind !== "timestamptz" && local ? value.getTimezoneOffset() : 0;
    return kept(value.getTime() - zone * 60000);
  }
  if (value === "infinity" || value === "-infinity")
    return value === "infinity" ? Infinity : -Infinity;
  const match =
    /^(\\d{4,6})-(\\d\\d)-(\\d\\d)(?:[T ](\\d\\d):(\\d\\d)(?::(\\d\\d)(\\.\\d{1,9})?)?(Z|[+-]\\d\\d(?::\\d\\d){0,2})?)?( BC)?$/.exec(
      value,
    );
  if (match === null) return NaN;
  const [, year, month, date, hour, minute, second, fraction, zone, bc] = match;
  const numbers = [year, month, date, hour, minute, second].map((one) =>
    Number(one ?? 0),
  );
  const [y = 0, m = 0, d = 0, h = 0, i = 0, s = 0] = numbers;
  const time = new Date(0).setUTCFullYear(bc ? 1 - y : y, m - 1, d);
  const same = new Date(time).getUTCMonth() === m - 1;
  if (y === 0 || m === 0 || d === 0 || !same || h > 23 || i > 59 || s > 59)
    return NaN;
  if (kind === "timestamptz" && zone === undefined) return NaN;
  const [zoneHours = 0, zoneMinutes = 0, zoneSeconds = 0] = (zone ?? "Z")
    .slice(1)
    .split(":")
    .map(Number);
  if (zoneHours > 15 || zoneMinutes > 59 || zoneSeconds > 59) return NaN;
  const shift = zoneHours * 3600 + zoneMinutes * 60 + zoneSeconds;
  const seconds = h * 3600 + i * 60 + s;
  const offset = zone?.startsWith("-") ? -shift : shift;
  const micros = Math.round(Number(fraction ?? 0) * 1000000);
  const zoned = kind === "timestamptz" ? seconds - offset : seconds;
  return kept(time + zoned * 1000 + micros / 1000);
}
`,
  },
  {
    name: 'microseconds',
    needs: [],
    code: `/** Microseconds of a time of the day since midnight, NaN where it is none. */
function microseconds(value: string): number {
  const match = /^(\\d\\d):(\\d\\d)(?::(\\d\\d)(\\.\\d{1,9})?)?$/.exec(value);
  if (match === null) return NaN;
  const [, hours, minutes, seconds, fraction] = match;
  const [h, m, s] = [hours, minutes, seconds].map((one) => Number(one ?? 0));
  if (h === undefined || m === undefined || s === undefined) return NaN;
  const whole = (h * 3600 + m * 60 + s) * 1000000;
  const time = whole + Math.round(Number(fraction ?? 0) * 1000000);
  return m > 59 || s > 59 || time > 86400000000 ? NaN : time;
}
`,
  },
  {
    name: 'isTimeWithZone',
    needs: ['microseconds'],
    code: `/** A time of the day with its distance from UTC. */
function isTimeWithZone(value: string): boolean {
  const match = /^([\\d:.]+)(?:Z|[+-](\\d\\d)(?::?([0-5]\\d))?(?::([0-5]\\d))?)$/.exec(
    value,
  );
  const hours = Number(match?.[2] ?? 0);
  return match !== null && hours < 16 && microseconds(match[1] ?? "") >= 0;
}
`,
  },
  {
    name: 'isInterval',
    needs: [],
    code: `/** An interval as PostgreSQL prints it, or of ISO 8601. */
function isInterval(value: string): boolean {
  const printed =
    /^(?=.)([+-]?\\d{1,8} years? ?)?([+-]?\\d{1,8} mons? ?)?([+-]?\\d{1,8} days? ?)?([+-]?\\d{1,8}:[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?)?$/;
  const iso =
    /^P(?=[-T\\d])(-?\\d{1,8}Y)?(-?\\d{1,8}M)?(-?\\d{1,8}W)?(-?\\d{1,8}D)?(T(?=[-\\d])(-?\\d{1,8}H)?(-?\\d{1,8}M)?(-?\\d{1,8}(\\.\\d{1,6})?S)?)?$/;
  return (printed.test(value) && /\\S$/.test(value)) || iso.test(value);
}
`,
  },
  {
    name: 'intervalObject',
    needs: [],
    code: `/** An interval as node-postgres reads it. */
const intervalObject = /* @__PURE__ */ (() =>
  z.custom<Interval>(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      "toPostgres" in value &&
      typeof value.toPostgres === "function",
    "must be an interval",
  ))();
`,
  },
];
