/** Sources to a program: parse, declare, check, lower, order. */
import type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
import { SourceText } from '../diagnostics/source.js';
import { didYouMean, Reporter } from './errors.js';
import { declarableNames, functorNames } from './functors.js';
import type { Body, HeadArgument, RuleInfo } from './ir.js';
import { expand, maxAlternatives } from './language/alternatives.js';
import type {
  Annotations,
  Atom,
  Clause,
  FunctorItem,
  ItemNode,
  RelationItem,
  TermNode,
} from './language/ast.js';
import { checkTypes, type Scope } from './language/check.js';
import { lower, outerNames } from './language/lower.js';
import { parse } from './language/parser.js';
import { type Stratum, stratify } from './language/stratify.js';
import { Types } from './language/types.js';
import type { Value } from './value.js';

export interface Source {
  readonly file: string;
  readonly text: string;
}

export interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  /** The `///` before the column. */
  readonly doc: string;
}

export interface RelationInfo {
  readonly name: string;
  readonly columns: readonly ColumnInfo[];
  readonly doc: string;
  readonly span: Span;
  readonly annotations: Annotations;
  /** Named by `.input`. */
  readonly input: boolean;
  /** Named by `.output`. */
  readonly output: boolean;
}

/** A clause inside a component, which is read and never evaluated. */
export interface ComponentClause {
  readonly relation: string;
  /** Its values, for a fact. */
  readonly tuple: readonly Value[] | undefined;
  /** As `tuple`, with undefined where the fact says `_`: what a tuple may look like. */
  readonly pattern: readonly (Value | undefined)[] | undefined;
  readonly doc: string;
  readonly annotations: Annotations;
  readonly span: Span;
  readonly text: string;
}

export interface ComponentInfo {
  readonly name: string;
  readonly doc: string;
  readonly annotations: Annotations;
  readonly annotationSpans: ReadonlyMap<string, Span>;
  readonly span: Span;
  readonly clauses: readonly ComponentClause[];
}

export interface Program {
  readonly relations: ReadonlyMap<string, RelationInfo>;
  readonly rules: readonly RuleInfo[];
  readonly components: readonly ComponentInfo[];
}

/** A program with what evaluation needs. */
export interface CompiledProgram extends Program {
  readonly types: Types;
  readonly bodies: readonly Body[];
  readonly strata: readonly Stratum[];
  readonly clauses: readonly Clause[];
}

export interface Compilation {
  /** Undefined iff there is an error. */
  readonly program: Program | undefined;
  readonly diagnostics: Diagnostic[];
}

export interface CompileOptions {
  /** Only what these relations need is compiled and will be derived; everything when absent. */
  readonly goals?: readonly string[];
}

/** Reads and checks the sources together. Every problem found is reported; several per run. */
export function compile(sources: readonly Source[], options: CompileOptions = {}): Compilation {
  const reporter = new Reporter();
  const items = sources.flatMap((source) => parse(new SourceText(source.file, source.text), reporter));
  const syntaxFailed = reporter.failed;
  const scope = declare(items, sources, reporter);
  const written = items.filter((item) => item.kind === 'clause');
  const clauses = options.goals === undefined ? written : neededFor(options.goals, written);
  const rules: RuleInfo[] = [];
  const bodies: Body[] = [];
  for (const clause of clauses) {
    try {
      compileClause(clause, scope, rules, bodies);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const span = clause.source.span(clause.start, clause.end);
      reporter.error('dl/too-deep', 'The clause is nested too deeply.', span);
    }
  }
  const strata = stratify(scope.relations.keys(), bodies, reporter);
  const diagnostics = reporter.sorted(sources.map((source) => source.file));
  if (syntaxFailed || reporter.failed) return { program: undefined, diagnostics };
  const program: CompiledProgram = {
    relations: describeRelations(items, scope.relations),
    rules,
    components: items.filter((item) => item.kind === 'component').map(describeComponent),
    types: scope.types,
    bodies,
    strata,
    clauses,
  };
  return { program, diagnostics };
}

/** The clauses from which the goals can be derived. */
function neededFor(goals: readonly string[], clauses: readonly Clause[]): Clause[] {
  const byHead = new Map<string, Clause[]>();
  for (const clause of clauses) {
    for (const { name } of clause.heads) byHead.set(name, [...(byHead.get(name) ?? []), clause]);
  }
  const needed = new Set<Clause>();
  const seen = new Set<string>();
  const visit = (relation: string): void => {
    if (seen.has(relation)) return;
    seen.add(relation);
    for (const clause of byHead.get(relation) ?? []) {
      if (needed.has(clause)) continue;
      needed.add(clause);
      for (const name of relationsIn(clause.body ?? [])) visit(name);
    }
  };
  for (const goal of goals) visit(goal);
  return clauses.filter((clause) => needed.has(clause));
}

function relationsIn(node: unknown, names: string[] = []): string[] {
  if (Array.isArray(node)) for (const part of node) relationsIn(part, names);
  else if (typeof node === 'object' && node !== null) {
    if ('kind' in node && node.kind === 'atom' && 'name' in node) names.push(String(node.name));
    for (const value of Object.values(node)) if (typeof value === 'object') relationsIn(value, names);
  }
  return names;
}

function declare(items: readonly ItemNode[], sources: readonly Source[], reporter: Reporter): Scope {
  const types = new Types();
  types.declare(
    items.filter((item) => item.kind === 'type'),
    reporter,
  );
  const relations = new Map<string, RelationItem>();
  const functors = new Set<string>();
  for (const item of items) {
    if (item.kind === 'relation') declareRelation(item, relations, types, reporter);
    else if (item.kind === 'functor') declareFunctor(item, functors, types, reporter);
    else if (item.kind === 'include') {
      const path = item.path.replace(/^(\.\.?\/)+/, '');
      if (
        !sources.some(({ file }) => file === path || file.endsWith(`/${path}`) || path.endsWith(`/${file}`))
      ) {
        reporter.error(
          'dl/unknown-include',
          `The file \`${item.path}\` is not among the rule files.`,
          item.source.span(item.start, item.end),
        );
      }
    }
  }
  for (const item of items) {
    if (item.kind !== 'input' && item.kind !== 'output') continue;
    for (const { name, start, end } of item.names) {
      if (relations.has(name)) continue;
      const span = item.source.span(start, end);
      reporter.error(
        'dl/unknown-relation',
        `There is no relation \`${name}\`.`,
        span,
        didYouMean(name, relations.keys()),
      );
    }
  }
  return { types, relations, functors, reporter };
}

function declareRelation(
  item: RelationItem,
  relations: Map<string, RelationItem>,
  types: Types,
  reporter: Reporter,
): void {
  const nameSpan = (of: RelationItem): Span => of.source.span(of.nameStart, of.nameStart + of.name.length);
  const earlier = relations.get(item.name);
  if (earlier !== undefined) {
    reporter.error(
      'dl/duplicate-declaration',
      `The relation \`${item.name}\` is declared twice.`,
      nameSpan(item),
      {
        related: [{ label: 'declared here first', span: nameSpan(earlier) }],
      },
    );
    return;
  }
  if (functorNames.has(item.name) || ['count', 'sum', 'match', 'contains'].includes(item.name)) {
    reporter.error(
      'dl/duplicate-declaration',
      `\`${item.name}\` is a function: a relation needs another name.`,
      nameSpan(item),
    );
  }
  relations.set(item.name, item);
  const seen = new Set<string>();
  for (const { name, type, start, typeStart } of item.attributes) {
    types.known(type, item, typeStart, reporter);
    if (seen.has(name)) {
      const span = item.source.span(start, start + name.length);
      reporter.error('dl/duplicate-declaration', `\`${item.name}\` has two columns \`${name}\`.`, span);
    }
    seen.add(name);
  }
}

function declareFunctor(item: FunctorItem, functors: Set<string>, types: Types, reporter: Reporter): void {
  const span = item.source.span(item.nameStart, item.nameStart + item.name.length);
  if (!item.source.file.endsWith('prelude.dl')) {
    reporter.error('dl/unsupported', 'Only the prelude may declare functors.', span, {
      fix: { text: 'Use the functors of the prelude.' },
    });
  } else if (!declarableNames.has(item.name)) {
    const message = `Nothing computes the functor \`${item.name}\`.`;
    reporter.error('dl/unknown-functor', message, span, didYouMean(item.name, declarableNames));
  }
  for (const { type, typeStart } of item.parameters) types.known(type, item, typeStart, reporter);
  types.known(item.result.name, item, item.result.start, reporter);
  functors.add(`@${item.name}`);
}

function compileClause(clause: Clause, scope: Scope, rules: RuleInfo[], bodies: Body[]): void {
  const { reporter } = scope;
  const { source } = clause;
  const span = source.span(clause.start, clause.end);
  const alternatives = clause.body === undefined ? [[]] : expand(clause.body);
  if (alternatives === undefined) {
    reporter.error(
      'dl/too-many-alternatives',
      `The clause stands for more than ${maxAlternatives} alternatives.`,
      span,
      {
        fix: { text: 'Give a part of it a relation of its own.' },
      },
    );
    return;
  }
  checkSingletons(clause, reporter);
  const text = source.text.slice(clause.start, clause.end);
  for (const head of clause.heads) {
    const rule: RuleInfo = {
      index: rules.length,
      file: source.file,
      span,
      head: head.name,
      ...clause.meta,
      variables: [...new Set(alternatives.flatMap((literals) => [...outerNames(head, literals)]))],
      text,
      headArguments: head.args.map(describeArgument),
    };
    rules.push(rule);
    for (const literals of alternatives) {
      checkTypes(clause, head, literals, scope);
      bodies.push(lower(clause, head, literals, rule, reporter));
    }
  }
}

function checkSingletons(clause: Clause, reporter: Reporter): void {
  const places = new Map<string, TermNode[]>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) for (const part of node) walk(part);
    else if (typeof node === 'object' && node !== null) {
      const part = node as TermNode;
      if (part.kind === 'variable') places.set(part.name, [...(places.get(part.name) ?? []), part]);
      else for (const value of Object.values(part)) if (typeof value === 'object') walk(value);
    }
  };
  walk(clause.heads);
  walk(clause.body ?? []);
  const message = Object.values(Object.fromEntries(clause.meta.annotations))
    .map((value) => JSON.stringify(value))
    .join('');
  for (const [name, nodes] of places) {
    const [node] = nodes;
    if (nodes.length > 1 || name.startsWith('_') || node === undefined || message.includes(`{${name}}`))
      continue;
    if (clause.heads.some((head) => head.start <= node.start && node.end <= head.end)) continue;
    reporter.warning(
      'dl/singleton-variable',
      `\`${name}\` is named once: it says nothing.`,
      clause.source.span(node.start, node.end),
      {
        fix: {
          text: 'Write `_`, or a name that starts with `_`, unless another name was meant.',
          code: `_${name}`,
        },
      },
    );
  }
}

function describeArgument(node: TermNode): HeadArgument {
  if (node.kind === 'variable') return { variable: node.name };
  const value = constantOf(node);
  return value === undefined ? { expression: true } : { constant: value };
}

function constantOf(node: TermNode): Value | undefined {
  if (node.kind === 'constant') return node.value;
  if (node.kind !== 'construct') return undefined;
  const args = node.args.map(constantOf);
  return args.every((arg) => arg !== undefined) ? { tag: node.tag, args } : undefined;
}

function describeRelations(
  items: readonly ItemNode[],
  relations: ReadonlyMap<string, RelationItem>,
): ReadonlyMap<string, RelationInfo> {
  const named = (kind: 'input' | 'output'): Set<string> =>
    new Set(items.flatMap((item) => (item.kind === kind ? item.names.map((name) => name.name) : [])));
  const inputs = named('input');
  const outputs = named('output');
  const described = new Map<string, RelationInfo>();
  for (const [name, item] of relations) {
    described.set(name, {
      name,
      columns: item.attributes.map((attribute) => ({
        name: attribute.name,
        type: attribute.type,
        doc: attribute.doc,
      })),
      doc: item.meta.doc,
      span: item.source.span(item.start, item.end),
      annotations: item.meta.annotations,
      input: inputs.has(name),
      output: outputs.has(name),
    });
  }
  return described;
}

function describeComponent(item: Extract<ItemNode, { kind: 'component' }>): ComponentInfo {
  const clauses = item.items.filter((inner) => inner.kind === 'clause');
  return {
    name: item.name,
    ...item.meta,
    span: item.source.span(item.start, item.end),
    clauses: clauses.flatMap((clause) => clause.heads.map((head) => describeComponentClause(clause, head))),
  };
}

function describeComponentClause(clause: Clause, head: Atom): ComponentClause {
  const values = head.args.map(constantOf);
  const isFact = clause.body === undefined;
  const isPattern = isFact && head.args.every((arg, i) => arg.kind === 'wildcard' || values[i] !== undefined);
  return {
    relation: head.name,
    tuple: isFact && values.every((value) => value !== undefined) ? values : undefined,
    pattern: isPattern ? values : undefined,
    doc: clause.meta.doc,
    annotations: clause.meta.annotations,
    span: clause.source.span(clause.start, clause.end),
    text: clause.source.text.slice(clause.start, clause.end),
  };
}
