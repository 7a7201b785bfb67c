/**
 * SQL text to statements. Each statement is parsed by itself, so one mistake does not hide the others. Statements keep
 * their place in the text as UTF-16 offsets.
 */
import type { Node, RawStmt } from 'libpg-query';
import { type Answer, parseTree, plpgsqlTree } from './instance.js';
import { fromBytes, fromCodePoints } from './offsets.js';
import { type Piece, splitPieces } from './split.js';

export interface ParsedStatement {
  /** The statement without its semicolon. */
  readonly text: string;
  /** UTF-16 offsets into the whole text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly node: Node;
  /** Offset in `text` (UTF-16) of a `location` of the tree. */
  at(location: number): number;
}

/** Something in the text that is not a statement that the parser accepts. */
export interface SqlProblem {
  readonly code:
    | 'sql/syntax'
    | 'sql/too-deep'
    | 'sql/nul-byte'
    | 'sql/psql-command'
    | 'sql/psql-variable'
    | 'sql/copy-data';
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** The statement that it stands in, where there is one. */
  readonly statement?: { readonly start: number; readonly end: number };
}

export interface ParsedSql {
  readonly statements: readonly ParsedStatement[];
  readonly problems: readonly SqlProblem[];
}

/** Parses every statement of a text; what cannot be parsed is reported, each once, and the rest goes on. */
export async function parseSql(text: string): Promise<ParsedSql> {
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    const message = 'The text contains a NUL byte, which SQL cannot.';
    return { statements: [], problems: [{ code: 'sql/nul-byte', message, start: nul, end: nul + 1 }] };
  }
  const statements: ParsedStatement[] = [];
  const problems: SqlProblem[] = [];
  for (const piece of splitPieces(text)) {
    if (piece.kind === 'statement') await parsePiece(piece, statements, problems);
    else problems.push(notSql(piece));
  }
  return { statements, problems };
}

/** The body of a DO or CREATE FUNCTION statement in plpgsql, as the parser gives it; a message where it is not accepted. */
export async function parsePlpgsql(statement: string): Promise<{ tree: unknown } | { error: string }> {
  const answer = await plpgsqlTree(statement);
  if ('crashed' in answer) return { error: 'the body is nested too deeply' };
  if ('error' in answer) return { error: answer.error.message };
  const tree: unknown = JSON.parse(answer.json);
  return { tree };
}

async function parsePiece(
  piece: Piece,
  statements: ParsedStatement[],
  problems: SqlProblem[],
): Promise<void> {
  let text = piece.text;
  let answer = await parseTree(text);
  if ('error' in answer) {
    const replaced = withoutVariables(text);
    if (replaced !== undefined) {
      const second = await parseTree(replaced.text);
      if ('json' in second) {
        answer = second;
        text = replaced.text;
        for (const variable of replaced.variables)
          problems.push({
            code: 'sql/psql-variable',
            message: `\`${variable.text}\` is a psql variable: what stands in for it is not known, so it is read as a name.`,
            start: piece.start + variable.start,
            end: piece.start + variable.start + variable.text.length,
            statement: piece,
          });
      }
    }
  }
  const nodes = decode(answer);
  if (nodes === undefined) problems.push(problemOf(piece, answer));
  else for (const raw of nodes) statements.push(statementOf(piece, text, raw, nodes.length === 1));
}

function statementOf(piece: Piece, text: string, raw: RawStmt, alone: boolean): ParsedStatement {
  const node = raw.stmt;
  if (node === undefined) throw new Error('internal error: a statement without a tree');
  if (alone) {
    let toOffset: ((byte: number) => number) | undefined;
    const at = (location: number): number => {
      toOffset ??= fromBytes(text);
      return toOffset(location);
    };
    return { text: piece.text, start: piece.start, end: piece.end, node, at };
  }
  const toOffset = fromBytes(text);
  const from = toOffset(raw.stmt_location ?? 0);
  const to = raw.stmt_len === undefined ? text.length : toOffset((raw.stmt_location ?? 0) + raw.stmt_len);
  return {
    text: text.slice(from, to),
    start: piece.start + from,
    end: piece.start + to,
    node,
    at: (location) => toOffset(location) - from,
  };
}

/** The parser's JSON as a list of raw statements; undefined where it gave none or is nested too deeply to be read. */
function decode(answer: Answer): RawStmt[] | undefined {
  if (!('json' in answer)) return undefined;
  try {
    const value: unknown = JSON.parse(answer.json);
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('stmts' in value)) return [];
    return Array.isArray(value.stmts) ? (value.stmts as RawStmt[]) : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function problemOf(piece: Piece, answer: Answer): SqlProblem {
  if ('error' in answer) {
    const { message, codePoint } = answer.error;
    const tooDeep = /memory exhausted|stack depth/.test(message);
    const start = codePoint === undefined ? 0 : fromCodePoints(piece.text, codePoint);
    const word = /^(?:[\w$]+|\S)/.exec(piece.text.slice(start))?.[0].length ?? 0;
    if (!tooDeep)
      return {
        code: 'sql/syntax',
        message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
        start: piece.start + start,
        end: piece.start + start + word,
        statement: piece,
      };
  }
  return {
    code: 'sql/too-deep',
    message: 'The statement is nested too deeply to be read.',
    start: piece.start,
    end: piece.end,
    statement: piece,
  };
}

function notSql(piece: Piece): SqlProblem {
  const { start, end } = piece;
  if (piece.kind === 'data')
    return {
      code: 'sql/copy-data',
      message: 'Rows of COPY FROM STDIN are not read.',
      start,
      end: Math.min(end, start + (piece.text.indexOf('\n') + 1 || piece.text.length)),
    };
  const command = /^\\\S*/.exec(piece.text)?.[0] ?? '\\';
  return {
    code: 'sql/psql-command',
    message: `\`${command}\` is a psql command: it is not read.`,
    start,
    end,
  };
}

/** The text with `:name`, `:'name'` and `:"name"` turned into names and strings of the same length. */
function withoutVariables(
  text: string,
): { text: string; variables: { text: string; start: number }[] } | undefined {
  const variables: { text: string; start: number }[] = [];
  const replaced = text.replace(
    /(?<![:\w])(:)([A-Za-z_]\w*|'[A-Za-z_]\w*'|"[A-Za-z_]\w*")/g,
    (found, _colon: string, name: string, at: number) => {
      variables.push({ text: found, start: at });
      return ` ${name}`;
    },
  );
  return variables.length === 0 ? undefined : { text: replaced, variables };
}
