/** Many-to-many relations: a join table that is generated, or a type that is one. */
import type { Span } from '../../diagnostics/index.js';
import type { ColumnModel, ForeignKeyModel, RelationModel, TableModel } from '../model.js';
import { objectName, referenceName, snakeCase } from '../naming.js';
import type { ObjectField } from './columns.js';
import type { ForeignKeys } from './relations.js';
import type { TypeTable, TypeTables } from './tables.js';

interface Side {
  readonly table: TypeTable;
  readonly field: ObjectField;
  readonly other: TypeTable;
  readonly span: Span;
}

/** One end of a join table: the columns that refer to a type. */
interface End {
  readonly table: TypeTable;
  /** Field that the join table would have. */
  readonly field: string;
  readonly columns: readonly ColumnModel[];
  readonly key: ForeignKeyModel;
}

interface Join {
  readonly schema: string;
  readonly name: string;
  readonly sides: Side[];
  /** What a join table of this name was called before an end of it was renamed. */
  readonly renamedFrom?: string;
  /** Type that is the join table. */
  readonly type?: TypeTable;
  ends?: readonly [End, End];
}

type Found = Pick<RelationModel, 'foreignKey' | 'through'>;

export class JoinTables {
  private readonly joins = new Map<string, Join>();

  constructor(
    private readonly tables: TypeTables,
    private readonly keys: ForeignKeys,
  ) {}

  /** One side of a relation; its other side has the same join table. */
  add(table: TypeTable, field: ObjectField): void {
    const other = this.tables.find(field.target);
    const use = field.text.uses.find((one) => one.name === 'manyToMany');
    if (other === undefined || use === undefined) return;
    const side: Side = { table, field, other, span: use.span };
    const through = use.string('through');
    const type = through === undefined ? undefined : this.tables.find(through);
    const [first, second] = ordered(table, other);
    const name = type?.head.table ?? through ?? this.defaultName(first.head.table, second.head.table);
    const before = through ?? this.defaultName(oldName(first), oldName(second));
    const schema = type?.head.schema ?? first.head.schema;
    const id = `${schema}.${name}`;
    const known = this.joins.get(id);
    const join = known ?? {
      schema,
      name,
      sides: [],
      ...(before === name || type !== undefined ? {} : { renamedFrom: before }),
      ...(type === undefined ? {} : { type }),
    };
    if (known === undefined) this.joins.set(id, join);
    if (join.type === undefined && !this.fits(join, side)) return;
    join.sides.push(side);
  }

  /** Builds the tables; to be called when all sides are there. */
  finish(): void {
    for (const join of this.joins.values()) {
      if (join.type === undefined && join.sides.length > 0) join.ends = this.ends(join);
    }
  }

  /** How a side leads over its join table. */
  relation(table: TypeTable, field: ObjectField): Found | undefined {
    for (const join of this.joins.values()) {
      const side = join.sides.find((one) => one.table === table && one.field === field);
      if (side === undefined) continue;
      const through = { schema: join.schema, table: join.name };
      if (join.type !== undefined) return this.overType(side, join.type, through);
      const end = join.ends?.[this.farEnd(join, side)];
      return end && { through, foreignKey: { ...through, name: end.key.name } };
    }
    return undefined;
  }

  /** The generated tables. */
  models(): readonly TableModel[] {
    return [...this.joins.values()].flatMap((join) => {
      const side = join.sides[0];
      if (join.ends === undefined || side === undefined) return [];
      const [first, second] = join.ends;
      const uid = uidOfJoin(first, second, side);
      const names = (end: End): readonly string[] => end.columns.map((column) => column.name);
      return [
        {
          type: typeName(join.name),
          schema: join.schema,
          name: join.name,
          generated: true as const,
          ...(join.renamedFrom === undefined ? {} : { renamedFrom: join.renamedFrom }),
          ...(uid === undefined ? {} : { uid }),
          columns: [...first.columns, ...second.columns],
          primaryKey: {
            name: objectName(join.name, [], 'pkey'),
            columns: [...names(first), ...names(second)],
            span: side.span,
          },
          uniques: [],
          foreignKeys: [first.key, second.key],
          checks: [],
          // The primary key leads from the first to the second; this leads back.
          indexes: [
            {
              name: objectName(join.name, names(second), 'idx'),
              columns: names(second),
              unique: false,
              include: [],
              span: side.span,
            },
          ],
          relations: [first, second].map((end) => ({
            field: end.field,
            kind: 'belongsTo' as const,
            target: end.table.head.type,
            foreignKey: { schema: join.schema, table: join.name, name: end.key.name },
            notNull: true,
            span: side.span,
          })),
          interfaces: [],
          extraSql: [],
          span: side.span,
        },
      ];
    });
  }

  private fits(join: Join, side: Side): boolean {
    const [first] = join.sides;
    if (first === undefined) return true;
    const { problems } = this.tables.types;
    const pair = (one: Side): string => [one.table.head.type, one.other.head.type].sort().join(' and ');
    if (join.sides.length < 2 && pair(first) === pair(side) && (first.table !== side.table || isSelf(side)))
      return true;
    problems.error(
      'sdl/ambiguous-relation',
      side.span,
      `the join table "${join.name}" is that of ${join.sides.map((one) => `${one.table.head.type}.${one.field.text.name}`).join(' and ')} already`,
      {
        fix: {
          text: 'give this relation, on both sides, a join table of its own',
          code: `@manyToMany(through: "${join.name}_${snakeCase(side.field.text.name)}")`,
        },
        related: { label: 'the other relation', span: first.span },
      },
    );
    return false;
  }

  private defaultName(first: string, second: string): string {
    return this.tables.types.settings.names === 'exact' ? `${first}${second}` : `${first}_${second}`;
  }

  private ends(join: Join): readonly [End, End] | undefined {
    const [side, returns] = join.sides;
    if (side === undefined) return undefined;
    if (isSelf(side)) {
      // Columns say what a row is to the other: that is what the fields are called.
      const near = returns === undefined ? fieldOf(side.table.head.type) : returns.field.text.name;
      return this.pair(join, [side.table, near, side.span], [side.table, side.field.text.name, side.span]);
    }
    const [first, second] = ordered(side.table, side.other);
    return this.pair(
      join,
      [first, fieldOf(first.head.type), side.span],
      [second, fieldOf(second.head.type), side.span],
    );
  }

  private pair(join: Join, ...ends: readonly [EndRequest, EndRequest]): readonly [End, End] | undefined {
    const self = ends[0][0] === ends[1][0];
    const first = this.end(join, self ? ' from' : '', ...ends[0]);
    const second = this.end(join, self ? ' to' : '', ...ends[1]);
    return first && second && [first, second];
  }

  private end(join: Join, role: string, table: TypeTable, field: string, span: Span): End | undefined {
    const to = this.tables.keyColumns(table);
    if (to.length === 0) {
      this.tables.types.problems.error(
        'sdl/no-key',
        span,
        `the join table "${join.name}" refers to ${table.head.type}, which has no primary key`,
        { fix: { text: `give ${table.head.type} one`, code: 'id: ID!' } },
      );
      return undefined;
    }
    const { settings } = this.tables.types;
    const uid = uidOf(table);
    const old = oldName(table);
    const columns = to.map((key): ColumnModel => {
      const { elementsNotNull: _, ...type } = key.type;
      return {
        field,
        name: referenceName(field, key.name, settings),
        type,
        notNull: true,
        ...(key.collation === undefined ? {} : { collation: key.collation }),
        ...(old === table.head.table ? {} : { renamedFrom: referenceName(fieldOf(old), key.name, settings) }),
        ...(uid === undefined ? {} : { uid: `${uid}${role} ${key.name}` }),
        span,
      };
    });
    const names = columns.map((column) => column.name);
    const key: ForeignKeyModel = {
      name: objectName(join.name, names, 'fkey'),
      columns: names,
      target: { schema: table.head.schema, table: table.head.table, columns: to.map((one) => one.name) },
      onDelete: 'CASCADE',
      deferrable: false,
      span,
    };
    return { table, field, columns, key };
  }

  /** Which end of the join table a side leads to. */
  private farEnd(join: Join, side: Side): 0 | 1 {
    if (isSelf(side)) return join.sides[0] === side ? 1 : 0;
    return join.ends?.[0].table === side.other ? 0 : 1;
  }

  private overType(side: Side, type: TypeTable, through: NonNullable<Found['through']>): Found | undefined {
    const own = this.keys.get(type.head.type) ?? [];
    const to = (table: TypeTable) => own.filter((key) => key.target === table.head.type);
    const [near, far] = [to(side.table), to(side.other)];
    const { problems } = this.tables.types;
    const missing = near.length === 0 ? side.table : far.length === 0 ? side.other : undefined;
    if (missing !== undefined) {
      problems.error(
        'sdl/missing-inverse',
        side.span,
        `${type.head.type} joins ${side.table.head.type} and ${side.other.head.type}, and does not refer to ${missing.head.type}`,
        {
          fix: {
            text: `add the reference to ${type.head.type}`,
            code: `${fieldOf(missing.head.type)}: ${missing.head.type}!`,
          },
        },
      );
      return undefined;
    }
    const key = isSelf(side) ? far[1] : far.length === 1 ? far[0] : undefined;
    if (key !== undefined) return { through, foreignKey: { ...through, name: key.model.name } };
    problems.error(
      'sdl/ambiguous-relation',
      side.span,
      `${type.head.type} refers to ${side.other.head.type} ${isSelf(side) ? 'once' : `${far.length} times`}, so it does not say how it joins`,
      { fix: { text: 'let the join table refer to each side once' } },
    );
    return undefined;
  }
}

type EndRequest = readonly [table: TypeTable, field: string, span: Span];

/** By type, so that neither the order of the SDL nor the names of tables matter. */
function ordered(a: TypeTable, b: TypeTable): readonly [TypeTable, TypeTable] {
  return a.head.type <= b.head.type ? [a, b] : [b, a];
}

/** What the table was called before it was renamed. */
function oldName({ head }: TypeTable): string {
  return head.uses.find((use) => use.name === 'renamed')?.string('from') ?? head.table;
}

/** Of a join table: that of both ends, and of the name that tells it from others. */
function uidOfJoin(first: End, second: End, side: Side): string | undefined {
  const uids = [first, second].flatMap((end) => uidOf(end.table) ?? []);
  const use = side.field.text.uses.find((one) => one.name === 'manyToMany');
  return uids.length === 2 ? [...uids.sort(), use?.string('through') ?? ''].join(' ').trimEnd() : undefined;
}

function uidOf({ head }: TypeTable): string | undefined {
  return head.uses.find((use) => use.name === 'uid')?.string('value');
}

function isSelf(side: Side): boolean {
  return side.table === side.other;
}

function fieldOf(type: string): string {
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
}

/** `post_tag` to `PostTag`. */
function typeName(table: string): string {
  return table
    .split(/[^A-Za-z0-9]+/)
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}`)
    .join('');
}
