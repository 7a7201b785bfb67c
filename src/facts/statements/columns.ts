/** Facts of a column definition, in CREATE TABLE and ADD COLUMN. */
import type { ColumnDef, Constraint, Node } from '../../../wasm/index.js';
import { constraintFacts, withAttributes } from './constraints.js';
import { qualify, unqualify } from './identifier.js';
import { expressionFacts } from './queries.js';
import { calledFunctions, isNullConstant, readColumns, strings } from './tree.js';
import { type FormattedType, formatType } from './types.js';
import type { StatementWriter } from './writer.js';

export interface ColumnPlace {
  readonly table: string;
  readonly creates: boolean;
  /** Offsets of the definition in the statement's text. */
  readonly start: number;
  readonly end: number;
}

export function columnFacts(writer: StatementWriter, definition: ColumnDef, place: ColumnPlace): void {
  const { table, creates } = place;
  const column = writer.name(definition.colname);
  const type = formatType(definition.typeName, writer.namespace);
  writer.add(creates ? 'stmt_creates_column' : 'stmt_adds_column', table, column, type.text);
  writer.makesColumn(table, column);
  writer.part(place, table, column);
  typeFacts(writer, table, column, type);
  const collation = definition.collClause?.collname;
  if (collation !== undefined)
    writer.add('stmt_column_collation', table, column, strings(collation).at(-1) ?? '');
  const constraints = withAttributes(definition.constraints);
  const ends = constraints.map((_, at) => {
    const next = constraints[at + 1]?.location;
    return next === undefined ? place.end : writer.at(next);
  });
  constraints.forEach((constraint, at) => {
    constraintAtColumn(writer, constraint, column, { ...place, end: ends[at] ?? place.end });
  });
  if (type.serial !== undefined) serialFacts(writer, table, column, type.serial);
}

/** DEFAULT of a column, or of SET DEFAULT: what it calls. */
export function defaultFacts(
  writer: StatementWriter,
  table: string,
  column: string,
  expression: Node | undefined,
): void {
  for (const called of calledFunctions(expression)) {
    writer.add('stmt_default_calls', table, column, called);
    writer.input.defaultCalls.add(called);
  }
  expressionFacts(writer, expression);
}

export function typeFacts(writer: StatementWriter, table: string, column: string, type: FormattedType): void {
  writer.input.types.add(type.text);
  if (type.user !== undefined) writer.add('stmt_column_uses_type', table, column, type.user);
}

function constraintAtColumn(
  writer: StatementWriter,
  constraint: Constraint,
  column: string,
  place: ColumnPlace,
): void {
  const { table } = place;
  const start = writer.at(constraint.location ?? 0);
  switch (constraint.contype) {
    case 'CONSTR_NULL':
      return;
    case 'CONSTR_NOTNULL':
      writer.add('stmt_column_not_null', table, column);
      if (constraint.conname !== undefined)
        writer.part({ start, end: place.end }, table, column, writer.name(constraint.conname));
      return;
    case 'CONSTR_DEFAULT': {
      if (isNullConstant(constraint.raw_expr)) return;
      const word = writer.find('default', start, place.end);
      writer.add('stmt_column_default', table, column, writer.slice(Math.max(word, start) + 7, place.end));
      defaultFacts(writer, table, column, constraint.raw_expr);
      return;
    }
    case 'CONSTR_IDENTITY':
      writer.add(
        'stmt_column_identity',
        table,
        column,
        constraint.generated_when === 'a' ? 'always' : 'by default',
      );
      writer.add('stmt_column_not_null', table, column);
      sequenceFacts(writer, table, column);
      return;
    case 'CONSTR_GENERATED': {
      // PostgreSQL 18 makes VIRTUAL what is not said to be STORED
      const kind = constraint.generated_kind === 's' ? 'stored' : 'virtual';
      writer.add('stmt_column_generated', table, column, kind, writer.parenthesized(start));
      for (const reads of readColumns(constraint.raw_expr))
        writer.add('stmt_generated_reads', table, column, reads);
      return;
    }
    default: {
      const name = constraintFacts(writer, constraint, {
        table,
        column,
        end: place.end,
        creates: place.creates,
      });
      writer.part({ start, end: place.end }, table, column, name);
    }
  }
}

function serialFacts(writer: StatementWriter, table: string, column: string, serial: string): void {
  writer.add('stmt_column_serial', table, column, serial);
  writer.add('stmt_column_not_null', table, column);
  sequenceFacts(writer, table, column);
}

function sequenceFacts(writer: StatementWriter, table: string, column: string): void {
  const { schema, name } = unqualify(table);
  const sequence = qualify(schema, writer.namespace.choose(schema, name, column, 'seq', 'relation'));
  writer.makes(sequence, 'sequence', table);
  writer.add('stmt_creates_sequence', sequence);
  writer.add('stmt_owns_sequence', sequence, table, column);
}
