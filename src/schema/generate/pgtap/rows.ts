/**
 * Rows for tests: of each asker one, with those that they refer to. A value follows from its type and the number of its row
 * alone, so what should be equal in two tables is, and every run writes the same.
 */
import type { ColumnModel, EnumModel, ForeignKeyModel, SchemaModel, TableModel } from '../../model.js';
import { literal, quote } from '../../naming.js';
import { qualified } from '../../sql/tables.js';
import { type Limits, limitsOf } from './limits.js';

/** Whose row it is; `c` is the number of a row that is there for a moment. */
export type Who = 'a' | 'b';

/** Why no rows can be made: for people. */
export class Unmakeable extends Error {}

export class Rows {
  private readonly byName: ReadonlyMap<string, TableModel>;
  private readonly enums: ReadonlyMap<string, EnumModel>;
  private readonly settingTypes: ReadonlyMap<string, ColumnModel['type']>;
  /** The tables whose rows a row of this one needs, itself last. */
  readonly tables: readonly TableModel[];
  private readonly limits = new Map<string, Promise<Limits>>();

  constructor(
    table: TableModel,
    model: SchemaModel,
    private readonly given: Readonly<Record<string, string>>,
  ) {
    this.byName = new Map(model.tables.map((table) => [`${table.schema}.${table.name}`, table]));
    this.enums = new Map(model.enums.map((one) => [one.type, one]));
    this.tables = this.closure(table);
    this.settingTypes = settingTypes(this.tables);
  }

  private closure(table: TableModel): readonly TableModel[] {
    const done: TableModel[] = [];
    const visited = new Set<TableModel>();
    const visit = (one: TableModel): void => {
      if (visited.has(one)) return;
      visited.add(one);
      for (const key of this.keys(one)) visit(this.target(key));
      done.push(one);
    };
    visit(table);
    return done;
  }

  /** INSERT of a row. `number` is that of the row, where it is not the one that `who` has. */
  async insert(table: TableModel, who: Who, number = who === 'a' ? 1 : 2): Promise<string> {
    const written = table.columns.filter((column) => this.isWritten(table, column));
    const values: string[] = [];
    for (const column of written) values.push(await this.value(table, column, who, number));
    const overriding = written.some((column) => column.identity === 'always')
      ? ' OVERRIDING SYSTEM VALUE'
      : '';
    if (written.length === 0) return `INSERT INTO ${qualified(table)} DEFAULT VALUES`;
    const list = written.map((column) => quote(column.name)).join(', ');
    return `INSERT INTO ${qualified(table)} (${list})${overriding} VALUES (${values.join(', ')})`;
  }

  /** Condition for the row of an asker. */
  async is(table: TableModel, who: Who): Promise<string> {
    const key = table.primaryKey ?? table.uniques[0];
    if (key === undefined) throw new Unmakeable(`${table.name} has no key to tell rows apart`);
    const parts: string[] = [];
    for (const column of columnsNamed(table, key.columns)) {
      parts.push(`${quote(column.name)} = ${await this.value(table, column, who, who === 'a' ? 1 : 2)}`);
    }
    return parts.join(' AND ');
  }

  /** No two rows of one asker can be there: all columns of a key say whose row it is, or refer to rows. */
  isOnly(table: TableModel): boolean {
    const keys = [...(table.primaryKey ? [table.primaryKey] : []), ...table.uniques];
    return keys.some((key) =>
      columnsNamed(table, key.columns).every(
        (column) => this.keyOf(table, column) !== undefined || this.scopeOf(table, column) !== undefined,
      ),
    );
  }

  /** Value of a column in a row, as SQL. */
  async value(table: TableModel, column: ColumnModel, who: Who, number: number, depth = 0): Promise<string> {
    if (depth > 20) throw new Unmakeable(`${table.name}.${column.name} refers in a circle`);
    const own = who === 'a' ? 1 : 2;
    const key = this.keyOf(table, column);
    if (key !== undefined) {
      const target = this.target(key);
      const [there] = columnsNamed(target, [key.target.columns[key.columns.indexOf(column.name)] ?? '']);
      if (there !== undefined) return this.value(target, there, who, own, depth + 1);
    }
    const expression =
      this.given[`${table.name}.${column.name}`] ??
      this.given[`${table.schema}.${table.name}.${column.name}`];
    if (expression !== undefined) return `(${expression.replaceAll('{n}', String(number))})`;
    const scope = this.scopeOf(table, column);
    const bounds = await this.limitsOf(table);
    if (scope === undefined) return this.ofType(column, number, bounds);
    // A text says what the setting says, which others may read as a number.
    const type = scope.setting === undefined ? undefined : this.settingTypes.get(scope.setting);
    if (type === undefined || !isText(column.type)) return this.ofType(column, own, bounds);
    const value = this.ofType({ ...column, type }, own, bounds);
    return value.startsWith("'") ? value : literal(value);
  }

  private ofType(column: ColumnModel, n: number, limits: Limits): string {
    const { type } = column;
    const bounds = limits.get(column.name) ?? {};
    const chosen = bounds.oneOf?.[(n - 1) % bounds.oneOf.length];
    if (chosen !== undefined) return chosen;
    if (type.array) return `'{}'`;
    if (type.enum !== undefined) {
      const values = this.enums.get(type.enum)?.values ?? [];
      const value = values[(n - 1) % Math.max(1, values.length)];
      if (value === undefined) throw new Unmakeable(`the enum of ${column.name} has no values`);
      return literal(value.label);
    }
    const number = (usual: number): string => {
      const { min, max } = bounds;
      if (max !== undefined && usual + n > max)
        return String(Math.max(min ?? Number.NEGATIVE_INFINITY, max - 3 + n));
      return String(Math.max(usual, min ?? 0) + n);
    };
    const pad = (text: string): string => {
      const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = bounds;
      const most = Math.min(maxLength, type.modifiers[0] ?? Number.POSITIVE_INFINITY);
      return text.slice(-most).padStart(Math.min(minLength, most), 'x');
    };
    switch (type.base) {
      case 'smallint':
        return number(32_000);
      case 'integer':
      case 'bigint':
      case 'double precision':
      case 'real':
        return number(type.base === 'real' ? 0 : 2_000_000_000);
      case 'numeric': {
        const [precision = 30, scale = 0] = type.modifiers;
        return number(precision - scale > 4 ? 9_000 : 0);
      }
      case 'text':
      case 'character varying':
      case 'character':
      case 'citext': {
        const match = bounds.patterns?.length
          ? samples(n).find((one) => fits(one, bounds.patterns ?? []))
          : undefined;
        return literal(match ?? pad(`wesley${n}`));
      }
      case 'boolean':
        return 'false';
      case 'uuid':
        return `'00000000-0000-4000-8000-${String(n).padStart(12, '0')}'`;
      case 'date':
      case 'timestamp with time zone':
      case 'timestamp without time zone':
        return `'${2030 + n + (bounds.after ?? 0)}-01-01'`;
      case 'time without time zone':
      case 'time with time zone':
        return `'0${n + (bounds.after ?? 0)}:00'`;
      case 'interval':
        return `'${n} days'`;
      case 'json':
      case 'jsonb':
        return `'{}'`;
      case 'bytea':
        return `'\\x0${n}'`;
      case 'inet':
      case 'cidr':
        return `'10.0.0.${n}'`;
      case 'macaddr':
        return `'08:00:2b:01:02:0${n}'`;
      default:
        throw new Unmakeable(
          `what values ${type.sql} has is not known: name one for ${column.name} in "values"`,
        );
    }
  }

  private isWritten(table: TableModel, column: ColumnModel): boolean {
    if (column.generated !== undefined) return false;
    const inKey = [...(table.primaryKey ? [table.primaryKey] : []), ...table.uniques].some((key) =>
      key.columns.includes(column.name),
    );
    const unique = table.indexes.some((index) => index.unique && index.columns.includes(column.name));
    const needed = column.notNull && column.default === undefined && column.identity === undefined;
    return (
      inKey ||
      unique ||
      needed ||
      this.keyOf(table, column) !== undefined ||
      this.scopeOf(table, column) !== undefined ||
      this.given[`${table.name}.${column.name}`] !== undefined
    );
  }

  /** Foreign keys that a row has to fill. */
  private keys(table: TableModel): readonly ForeignKeyModel[] {
    const onTheWay = new Set(
      (table.scopes ?? []).flatMap(({ path }) => path.slice(0, 1).map(({ name }) => name)),
    );
    return table.foreignKeys.filter(
      (key) =>
        onTheWay.has(key.name) ||
        columnsNamed(table, key.columns).some(
          (column) => column.notNull || this.scopeOf(table, column) !== undefined,
        ),
    );
  }

  private keyOf(table: TableModel, column: ColumnModel): ForeignKeyModel | undefined {
    return this.keys(table).find((key) => key.columns.includes(column.name) && this.hasTarget(key));
  }

  private scopeOf(table: TableModel, column: ColumnModel) {
    return table.scopes?.find((scope) => scope.path.length === 0 && scope.column === column.name);
  }

  private hasTarget({ target }: ForeignKeyModel): boolean {
    return this.byName.has(`${target.schema}.${target.table}`);
  }

  /** Table of a name. */
  find({ schema, table }: { readonly schema: string; readonly table: string }): TableModel {
    const found = this.byName.get(`${schema}.${table}`);
    if (found === undefined) throw new Unmakeable(`${schema}.${table} is not part of the schema`);
    return found;
  }

  private target({ target }: ForeignKeyModel): TableModel {
    return this.find(target);
  }

  private limitsOf(table: TableModel): Promise<Limits> {
    const key = `${table.schema}.${table.name}`;
    const known = this.limits.get(key) ?? limitsOf(table);
    this.limits.set(key, known);
    return known;
  }
}

export function columnsNamed(table: TableModel, names: readonly string[]): readonly ColumnModel[] {
  return names.flatMap((name) => table.columns.find((column) => column.name === name) ?? []);
}

/** The narrowest type that a setting is read as: what fits it fits everywhere. */
function settingTypes(tables: readonly TableModel[]): ReadonlyMap<string, ColumnModel['type']> {
  const types = new Map<string, ColumnModel['type']>();
  for (const { setting, type } of tables.flatMap((table) => table.scopes ?? [])) {
    if (setting === undefined) continue;
    const known = types.get(setting);
    if (known === undefined || isText(known)) types.set(setting, type);
  }
  return types;
}

function isText({ base }: ColumnModel['type']): boolean {
  return ['text', 'character varying', 'character', 'citext'].includes(base);
}

function samples(n: number): readonly string[] {
  const letter = 'abcdefghij'[n] ?? 'z';
  return [
    `wesley${n}`,
    `wesley-${n}`,
    `wesley${n}@example.org`,
    `https://example.org/${n}`,
    `+49123456${n}`,
    letter.repeat(2),
    letter.repeat(3),
    letter.repeat(2).toUpperCase(),
    letter.repeat(3).toUpperCase(),
    String(n),
    `1000${n}`,
    `W${n}`,
    `W-${n}`,
    `#00000${n}`,
    `0.0.${n}`,
    `2030-01-0${n}`,
  ];
}

function fits(
  text: string,
  patterns: readonly { readonly source: string; readonly negated: boolean }[],
): boolean {
  return patterns.every(({ source, negated }) => new RegExp(source, 'u').test(text) !== negated);
}
