/**
 * What a CHECK says about values, in a small language that other languages can say too: Zod, JSON Schema. A CHECK passes when
 * it is true or NULL; here that is worked out already, a condition is true or false and has no NOT around it. What cannot be
 * said exactly is handed back as it is written, with the reason, never guessed.
 */
import { parseExpression } from '../../facts/statements/expression.js';
import type { ColumnType } from '../model.js';
import { readCondition, Unreadable } from './constraints-read.js';

/** A column as conditions speak of it. */
export interface CheckedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly collation?: string;
}

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  /** The same for every row. */
  | { readonly kind: 'known'; readonly value: boolean }
  | { readonly kind: 'null'; readonly column: CheckedColumn; readonly negated: boolean }
  | Comparison
  | OneOf
  | Match;

/** `left operator right`. Only the right side may be a constant. */
export interface Comparison {
  readonly kind: 'compare';
  readonly operator: Operator;
  readonly left: Operand;
  readonly right: Operand | Constant;
  /** What it is when an operand is NULL. */
  readonly whenNull: boolean;
}

export interface OneOf {
  readonly kind: 'oneOf';
  readonly operand: Operand;
  readonly values: readonly Constant[];
  readonly negated: boolean;
  readonly whenNull: boolean;
}

/** The text holds (`negated`: does not hold) a match of a regular expression. */
export interface Match {
  readonly kind: 'matches';
  readonly operand: TextOperand;
  /** Source of a JavaScript regular expression with the flag `u` alone; it searches, anchors are written. */
  readonly pattern: string;
  readonly negated: boolean;
  readonly whenNull: boolean;
}

export type Operator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Operand =
  /** A value as it is stored: rounded to the scale of its type, and so on. */
  | { readonly kind: 'column'; readonly column: CheckedColumn }
  | TextOperand
  /** Characters (code points), bytes in UTF-8. */
  | { readonly kind: 'length' | 'bytes'; readonly of: TextOperand }
  /** Number of elements of an array; `emptyIsNull` is that of array_length. */
  | { readonly kind: 'elements'; readonly column: CheckedColumn; readonly emptyIsNull: boolean }
  /** How many of the columns are NULL, or are not. Never NULL itself. */
  | { readonly kind: 'nulls' | 'nonNulls'; readonly columns: readonly CheckedColumn[] };

/** A text as PostgreSQL sees it: what varchar(n) cuts is gone. */
export interface TextOperand {
  readonly kind: 'text';
  readonly column: CheckedColumn;
  /**
   * `plain`: as stored, but char(n) without the spaces behind it; `padded`: char(n) with them; the others without spaces on
   * both sides, on the left, on the right.
   */
  readonly reading: 'plain' | 'padded' | 'btrim' | 'ltrim' | 'rtrim';
}

/**
 * Numbers are decimal digits as text (`-1.50`), so that none is lost. `text` is meant as the type of the other operand means
 * it: a label, a date, a UUID in lower case.
 */
export type Constant =
  | { readonly kind: 'constant'; readonly type: 'number' | 'text'; readonly text: string }
  | { readonly kind: 'constant'; readonly type: 'boolean'; readonly value: boolean };

export interface ReadCheck {
  /** All must hold for a row to pass. Each stands for itself: one that cannot be used takes nothing from the others. */
  readonly conditions: readonly Condition[];
  /** Why the rest of the expression, if any, is not among them. */
  readonly unread: readonly string[];
}

/** Reads the expression of a CHECK over these columns. Linear in its length; the parse is kept by text. */
export async function readCheck(expression: string, columns: readonly CheckedColumn[]): Promise<ReadCheck> {
  const node = await parseExpression(expression);
  if (node === undefined) return { conditions: [], unread: ['it is not one SQL expression'] };
  const byName = new Map(columns.map((column) => [column.name, column]));
  const conditions: Condition[] = [];
  const unread: string[] = [];
  const visit = (part: typeof node): void => {
    if ('BoolExpr' in part && part.BoolExpr.boolop === 'AND_EXPR') {
      for (const one of part.BoolExpr.args ?? []) visit(one);
      return;
    }
    try {
      const condition = readCondition(part, byName);
      const parts = condition.kind === 'and' ? condition.of : [condition];
      conditions.push(...parts.filter((one) => one.kind !== 'known' || !one.value));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (!unread.includes(error.message)) unread.push(error.message);
    }
  };
  visit(node);
  return { conditions, unread };
}

/** Names of the columns that a condition looks at, each once. */
export function columnsOf(condition: Condition): readonly string[] {
  return [...new Set(columnsIn(condition))];
}

function columnsIn(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.of.flatMap(columnsIn);
    case 'known':
      return [];
    case 'null':
      return [condition.column.name];
    case 'compare':
      return [condition.left, condition.right].flatMap(columnsOfOperand);
    case 'oneOf':
    case 'matches':
      return columnsOfOperand(condition.operand);
  }
}

function columnsOfOperand(operand: Operand | Constant): readonly string[] {
  switch (operand.kind) {
    case 'constant':
      return [];
    case 'column':
    case 'text':
    case 'elements':
      return [operand.column.name];
    case 'length':
    case 'bytes':
      return [operand.of.column.name];
    case 'nulls':
    case 'nonNulls':
      return operand.columns.map(({ name }) => name);
  }
}
