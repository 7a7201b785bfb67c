/** Whose a row is: @tenant and @owner as a column, on the table itself or behind its foreign keys, and the SQL that asks it. */
import { didYouMean, type Span } from '../../diagnostics/index.js';
import type {
  ColumnModel,
  ColumnType,
  ForeignKeyModel,
  PolicyModel,
  RowScopeModel,
  TableModel,
} from '../model.js';
import { literal, quote } from '../naming.js';
import type { PolicySettings } from '../settings.js';
import type { Problems } from './problems.js';
import type { Use } from './uses.js';

/** Finds a table by what a foreign key says of its target. */
export type FindTable = (target: {
  readonly schema: string;
  readonly table: string;
}) => TableModel | undefined;

/** Reads one use of @tenant or @owner; what it cannot mean is reported. */
export function readScope(
  use: Use,
  table: TableModel,
  find: FindTable,
  settings: PolicySettings,
  problems: Problems,
): RowScopeModel | undefined {
  const kind = use.name === 'tenant' ? 'tenant' : 'owner';
  const argument = kind === 'tenant' ? 'by' : 'column';
  const node = use.node(argument);
  const span = node ? problems.span(node) : use.span;
  const found = follow(use.string(argument) ?? '', table, find, { kind, span, problems });
  if (found === undefined) return undefined;
  const { path, column } = found;
  if (column.type.array) {
    problems.error(
      'sdl/policy-column',
      span,
      `${column.field} of @${kind} is a list, and a row has one ${kind}`,
      {
        fix: { text: 'name a field with a single value, or write the condition with @rls' },
      },
    );
    return undefined;
  }
  if (
    kind === 'tenant' &&
    path.length === 0 &&
    !column.notNull &&
    !table.primaryKey?.columns.includes(column.name)
  ) {
    problems.warning(
      'sdl/tenant-nullable',
      span,
      `${table.type}.${column.field} may be null, and a row without a tenant is seen by nobody`,
      {
        fix: { text: 'require it', code: `${column.field}: ...!` },
      },
    );
  }
  const asked = readCurrent(use, kind, column.type, settings, problems);
  return asked && { kind, path, column: column.name, type: column.type, ...asked, span: use.span };
}

/** Condition that holds for the rows of who asks, as an expression over the columns of the table. */
export function scopeCondition(
  table: TableModel,
  scope: Pick<RowScopeModel, 'path' | 'column' | 'current'>,
): string {
  // The sub-select is evaluated once per statement; a bare call would be once per row.
  const current = `(SELECT ${scope.current})`;
  const [first, ...rest] = scope.path;
  if (first === undefined) return `${quote(scope.column)} = ${current}`;
  const joins = rest.map(
    (key, i) => ` JOIN ${target(key)} AS t${i + 2} ON ${matches(key, `t${i + 2}`, `t${i + 1}`)}`,
  );
  const own = `${quote(table.schema)}.${quote(table.name)}`;
  return (
    `EXISTS (SELECT 1 FROM ${target(first)} AS t1${joins.join('')} ` +
    `WHERE ${matches(first, 't1', own)} AND t${scope.path.length}.${quote(scope.column)} = ${current})`
  );
}

/** Condition that holds when the row that a key refers to is visible to who asks. */
export function visibleCondition(table: TableModel, key: ForeignKeyModel): string {
  const own = `${quote(table.schema)}.${quote(table.name)}`;
  return `EXISTS (SELECT 1 FROM ${target(key)} AS t1 WHERE ${matches(key, 't1', own)})`;
}

/** Rows of other tenants are out of reach for everybody. */
export function tenantIsolation(condition: string, { span }: Pick<RowScopeModel, 'span'>): PolicyModel {
  const both = { using: condition, check: condition };
  return {
    name: 'tenant_isolation',
    command: 'all',
    permissive: false,
    roles: [],
    ...both,
    origin: 'tenant',
    span,
  };
}

/** Inside of a tenant everything is allowed: a restrictive policy alone allows nothing. */
export function tenantAccess({ span }: Pick<RowScopeModel, 'span'>, roles: readonly string[]): PolicyModel {
  const both = { using: 'true', check: 'true' };
  return { name: 'tenant_access', command: 'all', permissive: true, roles, ...both, origin: 'tenant', span };
}

function target(key: ForeignKeyModel): string {
  return `${quote(key.target.schema)}.${quote(key.target.table)}`;
}

function matches(key: ForeignKeyModel, there: string, here: string): string {
  return key.columns
    .map((column, i) => `${there}.${quote(key.target.columns[i] ?? '')} = ${here}.${quote(column)}`)
    .join(' AND ');
}

interface Place {
  readonly kind: 'tenant' | 'owner';
  readonly span: Span;
  readonly problems: Problems;
}

/** `order.customer.tenantId`: foreign keys as far as there are dots, then a column. */
function follow(
  text: string,
  start: TableModel,
  find: FindTable,
  { kind, span, problems }: Place,
): { readonly path: readonly ForeignKeyModel[]; readonly column: ColumnModel } | undefined {
  const names = text.split('.');
  const last = names.pop() ?? '';
  const path: ForeignKeyModel[] = [];
  let table = start;
  for (const name of names) {
    const key = keyOf(table, name);
    const next = key && find(key.target);
    if (key === undefined || next === undefined) {
      const known = table.relations.flatMap((one) => (one.kind === 'belongsTo' ? [one.field] : []));
      const message = `"${name}" of @${kind} is no field of type ${table.type} that refers to another type.${didYouMean(name, known)}`;
      problems.error('sdl/unknown-field', span, message, {
        why: 'The way to the column leads over rows that this one belongs to.',
        fix: {
          text:
            known.length === 0 ? `${table.type} refers to no other type` : `it refers by ${known.join(', ')}`,
        },
      });
      return undefined;
    }
    path.push(key);
    table = next;
    if (table !== start) continue;
    problems.error(
      'sdl/policy-circle',
      span,
      `the way of @${kind} to "${text}" leads back to type ${start.type}`,
      {
        why: 'A policy that asks its own table ends every query with "infinite recursion detected in policy".',
        fix: { text: `give ${start.type} a field of its own that says whose row it is` },
      },
    );
    return undefined;
  }
  const columns = columnsOf(table, last);
  const [column] = columns;
  if (column !== undefined && columns.length === 1) return { path, column };
  if (column !== undefined) {
    problems.error(
      'sdl/policy-column',
      span,
      `${table.type}.${last} is made of several columns, and @${kind} compares one`,
      {
        fix: { text: `name one field: ${columns.map((one) => one.name).join(', ')}` },
      },
    );
    return undefined;
  }
  const known = table.columns.map((one) => one.field);
  problems.error(
    'sdl/unknown-field',
    span,
    `type ${table.type} has no field "${last}" for @${kind}.${didYouMean(last, known)}`,
    {
      fix: {
        text: 'name a field of the type, or of one that it belongs to',
        code: kind === 'tenant' ? '@tenant(by: "order.tenantId")' : '@owner(column: "post.authorId")',
      },
    },
  );
  return undefined;
}

/** The foreign key behind an object field, or behind a scalar field with @fk. */
function keyOf(table: TableModel, field: string): ForeignKeyModel | undefined {
  const relation = table.relations.find((one) => one.field === field);
  if (relation !== undefined) {
    const behind = relation.kind === 'belongsTo' ? relation.foreignKey?.name : undefined;
    return table.foreignKeys.find((key) => key.name === behind);
  }
  const names = columnsOf(table, field).map((column) => column.name);
  return table.foreignKeys.find((key) => key.columns.join('\n') === names.join('\n'));
}

function columnsOf(table: TableModel, name: string): readonly ColumnModel[] {
  const byField = table.columns.filter((column) => column.field === name);
  return byField.length > 0 ? byField : table.columns.filter((column) => column.name === name);
}

function readCurrent(
  use: Use,
  kind: 'tenant' | 'owner',
  type: ColumnType,
  settings: PolicySettings,
  problems: Problems,
): Pick<RowScopeModel, 'setting' | 'current'> | undefined {
  const expression = use.string('current');
  const written = use.string('setting');
  const node = use.node('setting');
  const span = node ? problems.span(node) : use.span;
  if (expression !== undefined) {
    if (written === undefined) return { current: cast(`(${closed(expression)})`, type) };
    problems.error('sdl/conflicting-directives', span, `@${kind} takes either "setting" or "current"`, {
      fix: { text: 'keep one of them' },
    });
    return undefined;
  }
  const setting =
    written ?? (kind === 'tenant' ? (settings.tenant ?? 'app.tenant_id') : (settings.user ?? 'app.user_id'));
  if (!/^[a-z_][\w$]*(\.[a-z_][\w$]*)+$/i.test(setting)) {
    problems.error('sdl/argument-type', span, `"${setting}" is no name of a setting of your own`, {
      why: 'PostgreSQL keeps settings of applications under names with a dot.',
      fix: {
        text: 'name it like this',
        code: `@${kind}(..., setting: "app.${kind === 'tenant' ? 'tenant' : 'user'}_id")`,
      },
    });
    return undefined;
  }
  return { setting, current: cast(`NULLIF(current_setting(${literal(setting)}, true), '')`, type) };
}

/** To the type of the column, without its length: a cut value could be that of somebody else. */
function cast(expression: string, type: ColumnType): string {
  const whole: Readonly<Record<string, string>> = { character: 'bpchar', bit: 'bit varying' };
  return type.base === 'text' ? expression : `${expression}::${whole[type.base] ?? type.base}`;
}

/** A comment at the end of an expression must not swallow what follows. */
function closed(expression: string): string {
  return expression.includes('--') ? `${expression}\n` : expression;
}
