/**
 * A goal: the body of a clause as a question. Its variables become the columns of a relation of their own, with the
 * types that the body gives them, so that an answer is a tuple like any other and has a proof.
 */
import type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
import { SourceText } from '../diagnostics/source.js';
import { needProgram, needSources, needText } from './arguments.js';
import { type ColumnInfo, type CompiledProgram, compile, type Program, type Source } from './compile.js';
import { didYouMean, Reporter } from './errors.js';
import { functorNames } from './functors.js';
import type { Alternatives, Clause } from './language/ast.js';
import { declareHeads, inferTypes } from './language/infer.js';
import { parse } from './language/parser.js';

export interface Goal {
  /** The goal as it is read: a lone name of a relation became an atom over its columns. */
  readonly text: string;
  /** The goal's clause and what it needs of the rules. */
  readonly program: Program;
  /** The relation of the answers. */
  readonly relation: string;
  /** One per variable, in order of appearance; none for a goal that only holds or does not. */
  readonly columns: readonly ColumnInfo[];
}

export interface GoalCompilation {
  /** Undefined iff there is an error. */
  readonly goal: Goal | undefined;
  /** About the goal only; their spans lie in its text. */
  readonly diagnostics: readonly Diagnostic[];
}

const loneName = /^\s*(?!(?:true|false)\b)([A-Za-z_?][\w?]*(?:\.[A-Za-z_?][\w?]*)*)\s*$/;

/** Name of the text of a goal in spans. */
export const goalFile = '<goal>';

/**
 * Compiles a goal such as `edge(x, y), !edge(y, x), x != "a"`, or the name of a relation alone, on top of rules.
 * `program` is what the sources compile to. Costs little when the
 * sources are the very objects that were compiled; else as much as compiling them.
 */
export function compileGoal(
  sources: readonly Source[],
  program: Program,
  written: string,
  file = goalFile,
): GoalCompilation {
  needSources(sources);
  needProgram(program);
  needText(written, 'A goal');
  const asked = written.replace(/^\s*\?-/, (opening) => ' '.repeat(opening.length)).replace(/\.\s*$/, '');
  const name = loneName.exec(asked)?.[1];
  if (name !== undefined && !program.relations.has(name)) return unknownRelation(name, asked, program, file);
  const text = name === undefined ? asked : overColumns(name, program);
  const relation = freeName(program);

  const body = parseBody(text, relation, file);
  if ('diagnostics' in body) return { goal: undefined, diagnostics: body.diagnostics };
  const types = inferTypes(body.alternatives, program as CompiledProgram);
  const columns = [...types].map(([variable, type]): ColumnInfo => ({ name: variable, type, doc: '' }));

  const head = columns.length === 0 ? '1' : columns.map((column) => column.name).join(', ');
  const declared =
    columns.length === 0 ? 'holds: number' : columns.map((c) => `${c.name}: ${c.type}`).join(', ');
  const prefix = `.decl ${relation}(${declared}) ${relation}(${head}) :- `;
  const compiled = compile([...sources, { file, text: `${prefix}${text}\n.` }], {
    goals: [relation],
    onto: program,
  });
  const diagnostics = inGoal(compiled.diagnostics, prefix, text, file);
  if (compiled.program === undefined) return { goal: undefined, diagnostics };
  return { goal: { text: text.trim(), program: compiled.program, relation, columns }, diagnostics };
}

/**
 * What a text that adds to a program leaves undeclared: a `.decl` per relation that its clauses derive and that neither
 * it nor the program declares, typed by what the clauses say. Syntax errors are left to whoever compiles the text.
 */
export function missingDeclarations(text: string, program: Program): string[] {
  needText(text, 'A text with rules');
  needProgram(program);
  const items = parse(new SourceText('', text), new Reporter());
  const own = new Set(items.flatMap((item) => (item.kind === 'relation' ? [item.name] : [])));
  const clauses = items.filter((item): item is Clause => item.kind === 'clause');
  const open = clauses.filter(({ heads }) => heads.every(({ name }) => !own.has(name)));
  return declareHeads(open, program as CompiledProgram);
}

function unknownRelation(name: string, text: string, program: Program, file: string): GoalCompilation {
  const start = text.indexOf(name);
  return {
    goal: undefined,
    diagnostics: [
      {
        code: 'dl/unknown-relation',
        severity: 'error',
        message: `There is no relation \`${name}\`.`,
        span: new SourceText(file, text).span(start, start + name.length),
        ...didYouMean(name, program.relations.keys()),
      },
    ],
  };
}

/** `edge(from, to)`, with the names of the columns as variables. */
function overColumns(name: string, program: Program): string {
  const taken = new Set([...functorNames, '_']);
  const variables = program.relations.get(name)?.columns.map((column) => {
    let variable = column.name;
    for (let n = 1; taken.has(variable); n++) variable = `${column.name}${n}`;
    taken.add(variable);
    return variable;
  });
  return `${name}(${(variables ?? []).join(', ')})`;
}

function freeName(program: Program): string {
  let name = 'goal';
  while (program.relations.has(name)) name += '_';
  return name;
}

function parseBody(
  text: string,
  relation: string,
  file: string,
): { readonly alternatives: Alternatives } | { readonly diagnostics: readonly Diagnostic[] } {
  const reporter = new Reporter();
  const prefix = `${relation}(1) :- `;
  const items = parse(new SourceText(file, `${prefix}${text}\n.`), reporter);
  if (reporter.failed) return { diagnostics: inGoal(reporter.diagnostics, prefix, text, file) };
  const clauses = items.filter((item): item is Clause => item.kind === 'clause');
  const [clause] = clauses;
  const second = items[1];
  if (clause?.body !== undefined && second === undefined) return { alternatives: clause.body };
  const start = Math.max(0, (second?.start ?? prefix.length) - prefix.length);
  return {
    diagnostics: [
      {
        code: 'dl/syntax',
        severity: 'error',
        message: 'A goal is one body, without rules or declarations.',
        span: new SourceText(file, text).span(start, text.length),
        fix: { text: 'Join literals with `,` (and) or `;` (or).' },
      },
    ],
  };
}

const unfinished = { text: 'Write what is missing, or leave out what it would go on.' };

/** What is said of the goal's own text, with its places there. */
function inGoal(
  diagnostics: readonly Diagnostic[],
  prefix: string,
  text: string,
  file: string,
): Diagnostic[] {
  const source = new SourceText(file, text);
  const moved = (span: Span): Span => {
    if (span.file !== file) return span;
    if (span.start >= prefix.length) return source.span(span.start - prefix.length, span.end - prefix.length);
    // The compiler names a variable where it first stands, which is the head that we wrote.
    const name = prefix.slice(span.start, span.end);
    const at = /^\w+$/.test(name) ? new RegExp(`(?<!\\w)${name}(?!\\w)`).exec(text)?.index : undefined;
    return at === undefined ? source.span(0, text.length) : source.span(at, at + name.length);
  };
  return diagnostics.flatMap((one): Diagnostic[] => {
    if (one.span?.file !== file) return [];
    const span = moved(one.span);
    // The stop that ends the clause is ours: nobody wrote it, and nobody can mend it.
    if (one.code === 'dl/syntax' && span.start >= text.length) {
      const message = one.message.replace(/found `\.`\.$/, 'the goal ends here.');
      return [{ code: one.code, severity: one.severity, message, span, fix: unfinished }];
    }
    const related = one.related?.map((place) => ({ ...place, span: moved(place.span) }));
    return [{ ...one, span, ...(related === undefined ? {} : { related }) }];
  });
}
