/** Keys, checks, indexes and policies as directives, each where it reads best: at its field, or at the type. */
import type {
  CheckModel,
  ForeignKeyModel,
  IndexModel,
  PolicyModel,
  TableModel,
  UniqueModel,
} from '../model.js';
import { objectName } from '../naming.js';
import type { SchemaSettings } from '../settings.js';
import type { Names } from './names.js';
import { directive, string, strings } from './text.js';

/** Directives of a table that are about constraints and indexes. */
export class ConstraintTexts {
  constructor(
    private readonly table: TableModel,
    private readonly names: Names,
    private readonly settings: SchemaSettings,
    /** The key leads back to where it comes from, over others. */
    private readonly isCircular: (key: ForeignKeyModel) => boolean,
  ) {}

  /** Of the type, in the order of the table of directives. */
  ofType(): string[] {
    const { table } = this;
    const key = table.primaryKey;
    const usual = key !== undefined && key.name === objectName(table.name, [], 'pkey');
    return [
      ...(key === undefined || (key.columns.length === 1 && usual)
        ? []
        : [
            directive('primaryKey', {
              fields: this.fields(key.columns),
              name: usual ? undefined : string(key.name),
            }),
          ]),
      ...table.foreignKeys.filter((one) => !this.isAtField(one)).map((one) => this.foreignKey(one)),
      ...table.uniques.filter(({ columns }) => columns.length > 1).map((one) => this.unique(one)),
      ...table.indexes.filter((one) => !isAtColumn(one)).map((one) => this.index(one)),
      ...table.checks.filter(({ columns }) => columns.length !== 1).map((one) => this.check(one)),
    ];
  }

  /** Of the field of a column. */
  ofColumn(name: string): string[] {
    const { table } = this;
    const isOf = ({ columns }: { readonly columns: readonly string[] }): boolean =>
      columns.length === 1 && columns[0] === name;
    const key = table.primaryKey;
    const isKey = key !== undefined && isOf(key) && key.name === objectName(table.name, [], 'pkey');
    return [
      ...(isKey ? [directive('pk')] : []),
      ...table.foreignKeys.filter((one) => isOf(one) && this.isAtField(one)).flatMap((one) => this.fk(one)),
      ...table.uniques.filter(isOf).map((one) => this.unique(one)),
      ...table.indexes.filter((one) => isOf(one) && isAtColumn(one)).map((one) => this.index(one)),
      ...table.checks.filter((one) => isOf(one) && !one.implied).map((one) => this.check(one)),
    ];
  }

  rowSecurity(): string[] {
    const { rowSecurity } = this.table;
    if (rowSecurity === undefined) return [];
    const { forced, policies } = rowSecurity;
    const usual = this.settings.policies?.force ?? true;
    const force = forced === usual ? undefined : String(forced);
    const preset = policies.length === 0 ? 'DENY' : undefined;
    return [
      ...(force === undefined && preset === undefined ? [] : [directive('rls', { preset, force })]),
      ...policies.map((policy) => this.policy(policy)),
    ];
  }

  /** One foreign key of a column stands at its field, others at the type. */
  private isAtField(key: ForeignKeyModel): boolean {
    const [name, second] = key.columns;
    if (name === undefined || second !== undefined) return false;
    const reference = this.names.reference(this.table, name);
    if (reference !== undefined) return reference.key === key;
    return this.table.foreignKeys.find(({ columns }) => columns.length === 1 && columns[0] === name) === key;
  }

  private fk(key: ForeignKeyModel): string[] {
    const [name = ''] = key.columns;
    const isObject = this.names.reference(this.table, name)?.key === key;
    const target = this.names.target(key);
    const [to = ''] = key.target.columns;
    const ref =
      isObject || target === undefined ? undefined : string(`${target.type}.${this.names.field(target, to)}`);
    const given = { ref, ...this.actions(key) };
    return Object.values(given).every((value) => value === undefined) ? [] : [directive('fk', given)];
  }

  private foreignKey(key: ForeignKeyModel): string {
    const target = this.names.target(key);
    const isKey = (target?.primaryKey?.columns ?? []).join('\n') === key.target.columns.join('\n');
    return directive('foreignKey', {
      fields: this.fields(key.columns),
      references: string(target?.type ?? key.target.table),
      to:
        isKey || target === undefined
          ? undefined
          : strings(key.target.columns.map((name) => this.names.field(target, name))),
      ...this.actions(key),
    });
  }

  private actions(key: ForeignKeyModel): Record<string, string | undefined> {
    const usual = objectName(this.table.name, key.columns, 'fkey');
    return {
      onDelete: key.onDelete?.replaceAll(' ', '_'),
      onUpdate: key.onUpdate?.replaceAll(' ', '_'),
      deferrable: key.deferrable === this.isCircular(key) ? undefined : String(key.deferrable),
      name: key.name === usual ? undefined : string(key.name),
    };
  }

  private unique({ name, columns, nullsNotDistinct }: UniqueModel): string {
    const usual = objectName(this.table.name, columns, 'key');
    return directive('unique', {
      fields: columns.length === 1 ? undefined : this.fields(columns),
      nullsNotDistinct: nullsNotDistinct ? 'true' : undefined,
      name: name === usual ? undefined : string(name),
    });
  }

  private index(index: IndexModel): string {
    const { name, columns, expression, using, opclass, where, unique, include } = index;
    const usual = objectName(this.table.name, expression === undefined ? columns : ['expr'], 'idx');
    return directive('index', {
      fields: isAtColumn(index) || expression !== undefined ? undefined : this.fields(columns),
      expression: expression === undefined ? undefined : string(expression),
      using: using === undefined ? undefined : string(using),
      opclass: opclass === undefined ? undefined : string(opclass),
      where: where === undefined ? undefined : string(where),
      unique: unique ? 'true' : undefined,
      include: include.length === 0 ? undefined : this.fields(include),
      name: name === usual ? undefined : string(name),
    });
  }

  private check({ name, columns, expression }: CheckModel): string {
    const own = columns.length === 1 ? columns : [];
    const usual = objectName(this.table.name, own, 'check');
    const isTaken = this.table.checks.some(
      (other) =>
        other.name !== name && (other.columns.length === 1 ? other.columns : []).join() === own.join(),
    );
    return directive('check', {
      expr: string(expression),
      name: name === usual && !isTaken ? undefined : string(name),
    });
  }

  private policy({ name, command, permissive, roles, using, check }: PolicyModel): string {
    const configured = (this.settings.policies?.roles ?? []).length > 0;
    return directive('policy', {
      name: string(name),
      for: command === 'all' ? undefined : command.toUpperCase(),
      using: using === undefined ? undefined : string(using),
      check: check === undefined ? undefined : string(check),
      roles: roles.length > 0 ? strings(roles) : configured ? strings(['public']) : undefined,
      restrictive: permissive ? undefined : 'true',
    });
  }

  private fields(columns: readonly string[]): string {
    return strings(columns.map((name) => this.names.field(this.table, name)));
  }
}

function isAtColumn({ columns, expression }: IndexModel): boolean {
  return columns.length === 1 && expression === undefined;
}
