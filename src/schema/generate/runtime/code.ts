/** The part of the module that is the same for every schema. TypeScript that needs nothing but the language. */

/** Uses `expected`, `printedBy`, `printedOtherwise`, `defaults`, `schemaHash` and `query`. */
export const moduleCode = `
/** A client of \`pg\` (also a pool), of PGlite, or of \`postgres\`. */
export type SchemaClient =
  | { query(text: string): PromiseLike<unknown> }
  | { unsafe(text: string): PromiseLike<unknown> };

export interface SchemaOptions {
  /**
   * Is it the very same schema? By default: can the statements of this build run,
   * and do they read and write what they should? Then what the next deployment
   * adds or loosens is accepted, and so are new bodies of routines, queries of
   * views, expressions of defaults and conditions of checks.
   */
  readonly strict?: boolean;
  /** Objects to leave out: "index", "index:public.tmp_*", "public.audit_*". */
  readonly ignore?: readonly string[];
}

export interface ChangedObject {
  readonly object: string;
  readonly expected: string;
  readonly found: string;
}

/** How the database differs; ids of objects: "column:public.orders.total". */
export interface SchemaDifferences {
  readonly database: string;
  /** Major version of the server. */
  readonly major: number;
  readonly hash: string;
  /** Nothing that counts differs. */
  readonly ok: boolean;
  readonly missing: readonly string[];
  readonly changed: readonly ChangedObject[];
  /** Not known to this build, and in its way. */
  readonly unexpected: readonly string[];
  /** Not known to this build, and accepted. */
  readonly accepted: readonly string[];
}

/** The database does not have the schema that this build expects. */
export class SchemaMismatchError extends Error {
  readonly database: string;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly changed: readonly ChangedObject[];

  constructor(differences: SchemaDifferences) {
    super(explain(differences));
    this.name = "SchemaMismatchError";
    this.database = differences.database;
    this.missing = differences.missing;
    this.unexpected = differences.unexpected;
    this.changed = differences.changed;
  }
}

/** Throws \`SchemaMismatchError\` when the database is not what this build expects. */
export async function assertSchema(
  client: SchemaClient,
  options: SchemaOptions = {},
): Promise<void> {
  const differences = await compareSchema(client, options);
  if (!differences.ok) throw new SchemaMismatchError(differences);
}

/** Compares the database with what this build expects. */
export async function compareSchema(
  client: SchemaClient,
  options: SchemaOptions = {},
): Promise<SchemaDifferences> {
  const strict = options.strict ?? defaults.strict;
  const ignored = (options.ignore ?? defaults.ignore).map(patternOf);
  const row = await ask(client);
  const major = Number(row.major);
  const found = new Map<string, string>();
  for (const [id, shape, text] of objectsOf(row.objects)) {
    found.set(id, text === "" ? shape : \`\${shape}\\n\${text}\`);
  }
  const counts = (id: string) => !ignored.some((pattern) => pattern.test(id));
  const differs = row.hash !== schemaHash;
  const ids = differs ? Object.keys(expected).filter(counts) : [];
  const gone = ids.filter((id) => !found.has(id));
  const extra = [...found.keys()].filter(
    (id) => !Object.hasOwn(expected, id) && counts(id),
  );
  const view: View = { strict, major, extra };
  const changed = ids.flatMap((object): ChangedObject[] => {
    const now = found.get(object);
    const wanted = expected[object];
    if (now === undefined || wanted === undefined) return [];
    if (isSame(object, wanted, now, view)) return [];
    return [{ object, expected: wanted, found: now }];
  });
  const missing = withoutParts(gone, (id) => expected[id] ?? "");
  const inTheWay = strict
    ? extra
    : extra.filter((id) => mustBeWritten(id, found.get(id) ?? ""));
  const unexpected = withoutParts(inTheWay, (id) => found.get(id) ?? "");
  return {
    database: String(row.database),
    major,
    hash: String(row.hash),
    ok: missing.length + changed.length + unexpected.length === 0,
    missing,
    changed,
    unexpected,
    accepted: extra.filter((id) => !inTheWay.includes(id)),
  };
}

interface View {
  readonly strict: boolean;
  readonly major: number;
  readonly extra: readonly string[];
}

function isSame(id: string, wanted: string, now: string, view: View): boolean {
  if (wanted === now) return true;
  const [shape, text] = split(wanted);
  const [shapeNow, textNow] = split(now);
  const kind = kindOf(id);
  if (view.strict) {
    return shape === shapeNow && (text === textNow || !isPrinted(id, view));
  }
  if (kind === "sequence") return true;
  if (loose(kind, shape) !== loose(kind, shapeNow)) {
    return kind === "column" && loosened(shape, shapeNow);
  }
  const isCode = /^(routine|view|type)$/.test(kind);
  const isCondition = / default$/.test(shape) || /^(CHECK|EXCLUDE)/.test(shape);
  if (isCode || isCondition || text === textNow) return true;
  return !isPrinted(id, view);
}

/** This server prints the text of the object as the one did that was asked. */
function isPrinted(id: string, { major }: View): boolean {
  if (major === printedBy) return true;
  return major >= 11 && major <= 18 && !printedOtherwise.includes(id);
}

/** A shape without what other statements do not notice. */
function loose(kind: string, shape: string): string {
  if (kind === "constraint") return shape.replace(/ NOT VALID$/, "");
  return kind === "routine" ? shape.replace(/ language .*$/s, "") : shape;
}

/** The column accepts at least what it accepted before. */
function loosened(shape: string, now: string): boolean {
  const withDefault =
    now.endsWith(" default") && !/ (default|identity|generated)/.test(shape);
  const rest = withDefault ? now.slice(0, -" default".length) : now;
  return rest === shape || rest === shape.replace(" not null", "");
}

/** An INSERT of this build, which does not name the column, fails. */
function mustBeWritten(id: string, now: string): boolean {
  const table = \`table:\${wholeOf(id)}\`;
  return (
    kindOf(id) === "column" &&
    Object.hasOwn(expected, table) &&
    / not null$/.test(split(now)[0])
  );
}

/** Parts of what is in the list itself say nothing more. */
function withoutParts(
  ids: readonly string[],
  of: (id: string) => string,
): readonly string[] {
  const wholes = new Set(
    ids.filter((id) => /^(table|view|type):/.test(id)).map(nameOf),
  );
  return ids.filter((id) => {
    const kind = kindOf(id);
    if (/^(table|view|type|routine|schema|extension)$/.test(kind)) return true;
    const parts = nameOf(id).split(".");
    const named = parts.map((_, at) => parts.slice(0, at).join("."));
    const told = / (?:on|owned by|identity of) (.+?)(?:, invalid)?$/.exec(
      split(of(id))[0],
    )?.[1];
    const last = told?.slice(0, told.lastIndexOf("."));
    return ![...named, told, last].some(
      (one) => one !== undefined && wholes.has(one),
    );
  });
}

function explain(differences: SchemaDifferences): string {
  const { database, major, missing, changed, unexpected } = differences;
  const count = missing.length + changed.length + unexpected.length;
  const lines = [
    ...missing.map((id) => \`  missing     \${shown(id)}\`),
    ...unexpected.map((id) => \`  unexpected  \${shown(id)}\`),
    ...changed.flatMap((one) => [
      \`  changed     \${shown(one.object)}\`,
      \`                expected  \${inLine(one.expected)}\`,
      \`                found     \${inLine(one.found)}\`,
    ]),
  ];
  const limit = 60;
  const tables = Object.keys(expected).filter((id) => kindOf(id) === "table");
  const isEmpty =
    tables.length > 0 && tables.every((id) => missing.includes(id));
  return [
    \`the database "\${database}" (PostgreSQL \${major}) does not have the schema that this build expects: \${count} \${count === 1 ? "difference" : "differences"}\`,
    "",
    ...lines.slice(0, limit),
    ...(lines.length > limit
      ? ["  ... the others are in the lists of this error"]
      : []),
    "",
    isEmpty
      ? "None of the expected tables is there: is it the right database?"
      : "Apply the migrations that this build needs, or start the build that fits this database.",
  ].join("\\n");
}

function shown(id: string): string {
  return id.replace(":", " ");
}

function inLine(text: string): string {
  const line = text.replace(/\\s+/g, " ").trim();
  if (line === "") return "other contents";
  return line.length > 160 ? \`\${line.slice(0, 157)}...\` : line;
}

function kindOf(id: string): string {
  return id.slice(0, id.indexOf(":"));
}

function nameOf(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}

/** Of a column: its table. */
function wholeOf(id: string): string {
  const name = nameOf(id);
  return name.slice(0, name.lastIndexOf("."));
}

function split(text: string): readonly [shape: string, text: string] {
  const at = text.indexOf("\\n");
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** "index", "index:public.tmp_*", "public.audit_*". */
function patternOf(pattern: string): RegExp {
  const name = pattern
    .replace(/[\\\\^$.|+()[\\]{}]/g, "\\\\$&")
    .replace(/\\*/g, ".*")
    .replace(/\\?/g, ".");
  if (pattern.includes(":")) return new RegExp(\`^\${name}$\`, "s");
  if (/[.*?]/.test(pattern)) return new RegExp(\`^[a-z]+:\${name}$\`, "s");
  return new RegExp(\`^\${name}:\`);
}

type Row = Readonly<Record<string, unknown>>;

async function ask(client: SchemaClient): Promise<Row> {
  const result: unknown = await ("unsafe" in client
    ? client.unsafe(query)
    : client.query(query));
  const rows: unknown = Array.isArray(result)
    ? result
    : (result as { readonly rows?: unknown } | undefined)?.rows;
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
  if (typeof row === "object" && row !== null) return row as Row;
  throw new TypeError(
    "assertSchema needs a client of pg, postgres or PGlite: its answer has no rows",
  );
}

function objectsOf(
  value: unknown,
): readonly (readonly [string, string, string])[] {
  if (value === null || value === undefined) return [];
  return typeof value === "string" ? JSON.parse(value) : (value as []);
}
`;
