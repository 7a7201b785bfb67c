/** Object fields as relations: the keys behind them, the other side, what a list without a directive must mean. */
import type { Span } from '../../diagnostics/index.js';
import type { RelationModel } from '../model.js';
import type { ObjectField } from './columns.js';
import { JoinTables } from './join-tables.js';
import type { ForeignKey } from './references.js';
import type { TypeTable, TypeTables } from './tables.js';
import type { Named, Use } from './uses.js';

export type ForeignKeys = ReadonlyMap<string, readonly ForeignKey[]>;

export interface Relations {
  /** By GraphQL name of the type. */
  readonly byType: ReadonlyMap<string, readonly RelationModel[]>;
  /** Keys that must be unique, because the other side has at most one: by type. */
  readonly oneToOne: ReadonlyMap<string, readonly { readonly key: ForeignKey; readonly span: Span }[]>;
  readonly joins: JoinTables;
}

/** Reads all relations; needs the foreign keys of all types. */
export function readRelations(tables: TypeTables, keys: ForeignKeys): Relations {
  return new Reader(tables, keys).read();
}

class Reader {
  private readonly byType = new Map<string, RelationModel[]>();
  private readonly oneToOne = new Map<string, { key: ForeignKey; span: Span }[]>();
  private readonly joins: JoinTables;

  constructor(
    private readonly tables: TypeTables,
    private readonly keys: ForeignKeys,
  ) {
    this.joins = new JoinTables(tables, keys);
  }

  read(): Relations {
    for (const table of this.tables.all) {
      if (table.head.view !== undefined) continue;
      for (const field of table.fields) {
        if (field.kind === 'object' && field.relation === 'manyToMany') this.joins.add(table, field);
      }
    }
    this.joins.finish();
    for (const table of this.tables.all) {
      if (table.head.view !== undefined) continue;
      const relations = table.fields.flatMap((field) =>
        field.kind === 'object' ? (this.relation(table, field) ?? []) : [],
      );
      this.byType.set(table.head.type, relations);
    }
    return { byType: this.byType, oneToOne: this.oneToOne, joins: this.joins };
  }

  private relation(table: TypeTable, field: ObjectField): RelationModel | undefined {
    switch (field.relation) {
      case 'belongsTo': {
        const key = this.keysOf(table).find(
          (one) => one.fields[0] === field.text.name && one.fields.length === 1,
        );
        return key && modelOf(field, 'belongsTo', table, key);
      }
      case 'manyToMany': {
        const found = this.joins.relation(table, field);
        return found && { ...base(field), kind: 'manyToMany', ...found };
      }
      case 'hasOne':
      case 'hasMany':
        return this.inverse(table, field, field.relation);
      case 'list':
        return this.inverse(table, field, 'hasMany');
    }
  }

  /** The other side of a reference. */
  private inverse(
    table: TypeTable,
    field: ObjectField,
    kind: 'hasOne' | 'hasMany',
  ): RelationModel | undefined {
    const other = this.tables.find(field.target);
    if (other === undefined) return undefined;
    const use = field.text.uses.find((one) => one.name === kind);
    const by = use?.names('by')?.[0];
    const all = this.keysOf(other).filter((key) => key.target === table.head.type);
    const meant = by === undefined ? all : all.filter((key) => isBy(key, by.value));
    const [key] = meant;
    if (key === undefined || meant.length > 1) {
      this.reportInverse(table, field, kind, { other, all, use, by });
      return undefined;
    }
    if (kind === 'hasOne') {
      const list = this.oneToOne.get(other.head.type) ?? [];
      this.oneToOne.set(other.head.type, [...list, { key, span: use?.span ?? field.text.span }]);
    }
    return modelOf(field, kind, other, key);
  }

  private keysOf(table: TypeTable): readonly ForeignKey[] {
    return this.keys.get(table.head.type) ?? [];
  }

  private reportInverse(
    table: TypeTable,
    field: ObjectField,
    kind: 'hasOne' | 'hasMany',
    found: {
      readonly other: TypeTable;
      readonly all: readonly ForeignKey[];
      readonly use: Use | undefined;
      readonly by: Named | undefined;
    },
  ): void {
    const { other, all, use, by } = found;
    const { problems } = this.tables.types;
    const what = `${table.head.type}.${field.text.name}`;
    const [own, target] = [table.head.type, other.head.type];
    const back = `${own.charAt(0).toLowerCase()}${own.slice(1)}: ${own}`;
    if (by !== undefined) {
      const names = all.map((key) => key.fields.join(', '));
      problems.error('sdl/unknown-field', by.span, `${target} does not refer to ${own} with "${by.value}"`, {
        fix: {
          text:
            names.length === 0
              ? `add the reference to ${target}: ${back}`
              : `it does with ${names.join('; ')}`,
        },
      });
      return;
    }
    if (all.length > 1) {
      const names = all.map((key) => `"${key.fields[0]}"`);
      problems.error(
        'sdl/ambiguous-relation',
        use?.span ?? field.text.span,
        `${target} refers to ${own} with ${names.join(' and ')}: which one is the other side of ${what}?`,
        {
          fix: { text: 'say which', code: `@${kind}(by: ${names[0]})` },
        },
      );
      return;
    }
    if (use !== undefined) {
      problems.error(
        'sdl/missing-inverse',
        use.span,
        `${what} is the other side of a reference that ${target} does not have`,
        {
          fix: { text: `add it to ${target}`, code: back },
        },
      );
      return;
    }
    const returns = other.fields.find(
      (one) =>
        one.kind === 'object' &&
        one.target === own &&
        one !== field &&
        (one.relation === 'list' || one.relation === 'manyToMany'),
    );
    problems.error(
      'sdl/list-relation',
      problems.span(field.text.node.type),
      `${what} is a list of ${target}, and no field of ${target} is the other side`,
      {
        fix:
          returns === undefined
            ? {
                text: `one ${own} with many: add a reference to ${target}; both with many: mark the list @manyToMany`,
                code: back,
              }
            : {
                text: `mark it and ${target}.${returns.text.name} as the two sides of one relation`,
                code: '@manyToMany',
              },
      },
    );
  }
}

function modelOf(
  field: ObjectField,
  kind: RelationModel['kind'],
  holder: TypeTable,
  key: ForeignKey,
): RelationModel {
  const { schema, table } = holder.head;
  return { ...base(field), kind, foreignKey: { schema, table, name: key.model.name } };
}

function base(field: ObjectField): Pick<RelationModel, 'field' | 'target' | 'notNull' | 'span'> {
  return {
    field: field.text.name,
    target: field.target,
    notNull: field.shape.notNull,
    span: field.text.span,
  };
}

/** By the field that refers, or by one of its columns. */
function isBy(key: ForeignKey, name: string): boolean {
  return key.fields.includes(name) || key.model.columns.includes(name);
}
