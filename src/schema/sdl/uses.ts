/** Directive uses on one definition: checked against the table of directives, arguments decoded to typed values. */
import { type ConstDirectiveNode, type ConstValueNode, Kind } from 'graphql/language/index.js';
import { didYouMean, type Span } from '../../diagnostics/index.js';
import {
  type ArgumentKind,
  directives,
  type Place,
  referentialActions,
  standardDirectives,
} from './directives.js';
import type { Problems } from './problems.js';

/** A word of an argument, with its place. */
export interface Named {
  readonly value: string;
  readonly span: Span;
}

export interface Use {
  readonly name: string;
  readonly span: Span;
  string(argument: string): string | undefined;
  names(argument: string): readonly Named[] | undefined;
  boolean(argument: string): boolean | undefined;
  integer(argument: string): number | undefined;
  node(argument: string): ConstValueNode | undefined;
}

const none: readonly Use[] = [];

/** Reads the directives of one definition; wrong ones are reported and left out. */
export function readUses(
  nodes: readonly ConstDirectiveNode[] | undefined,
  place: Place,
  problems: Problems,
): readonly Use[] {
  if (nodes === undefined || nodes.length === 0) return none;
  const uses: Use[] = [];
  const seen = new Set<string>();
  for (const node of nodes) {
    const name = node.name.value.replace(/^wes_/, '');
    const span = problems.span(node);
    if (standardDirectives.has(name)) continue;
    const spec = directives[name];
    if (!spec) {
      const known = namesFor(place);
      problems.error(
        'sdl/unknown-directive',
        problems.span(node.name),
        `the directive @${node.name.value} is not known.${didYouMean(name, known).replace('"', '"@')}`,
        { fix: { text: `directives of a ${place} are ${known.map((one) => `@${one}`).join(', ')}` } },
      );
      continue;
    }
    if (!spec.on.includes(place)) {
      problems.error('sdl/misplaced-directive', span, `@${name} cannot stand on ${article(place)}`, {
        fix: { text: `it may stand on ${spec.on.map(article).join(' or ')}: ${spec.doc}` },
      });
      continue;
    }
    if (seen.has(name) && !spec.repeatable) {
      problems.error('sdl/repeated-directive', span, `@${name} is there twice`, {
        fix: { text: 'keep one of them' },
      });
      continue;
    }
    seen.add(name);
    const values = readArguments(node, name, problems);
    if (values) uses.push(new Read(name, span, values, problems));
  }
  return uses;
}

function readArguments(
  node: ConstDirectiveNode,
  name: string,
  problems: Problems,
): ReadonlyMap<string, ConstValueNode> | undefined {
  const spec = directives[name];
  if (!spec) return undefined;
  const values = new Map<string, ConstValueNode>();
  let good = true;
  for (const argument of node.arguments ?? []) {
    const key = argument.name.value;
    const argumentSpec = spec.arguments[key];
    if (!argumentSpec) {
      const known = Object.keys(spec.arguments);
      problems.error(
        'sdl/unknown-argument',
        problems.span(argument.name),
        `@${name} has no argument "${key}".${didYouMean(key, known)}`,
        { fix: { text: known.length > 0 ? `it takes ${known.join(', ')}` : 'it takes no arguments' } },
      );
      good = false;
      continue;
    }
    if (!argumentFits(argument.value, argumentSpec.kind, `@${name}(${key}:)`, problems)) good = false;
    values.set(key, argument.value);
  }
  for (const [key, argumentSpec] of Object.entries(spec.arguments)) {
    if (argumentSpec.required && !values.has(key)) {
      problems.error('sdl/missing-argument', problems.span(node), `@${name} needs the argument "${key}"`, {
        fix: { text: spec.doc },
      });
      good = false;
    }
  }
  return good ? values : undefined;
}

function argumentFits(value: ConstValueNode, kind: ArgumentKind, what: string, problems: Problems): boolean {
  const wrong = (expected: string): false => {
    problems.error('sdl/argument-type', problems.span(value), `${what} takes ${expected}`);
    return false;
  };
  switch (kind) {
    case 'any':
      return true;
    case 'boolean':
      return value.kind === Kind.BOOLEAN || wrong('true or false');
    case 'names':
      return (
        value.kind === Kind.STRING ||
        (value.kind === Kind.LIST &&
          value.values.length > 0 &&
          value.values.every((v) => v.kind === Kind.STRING && v.value !== '')) ||
        wrong('a list of field names: ["a", "b"]')
      );
    case 'action': {
      const text = value.kind === Kind.ENUM || value.kind === Kind.STRING ? value.value : '';
      const action = text.toUpperCase().replace(/\s+/g, '_');
      return (
        (referentialActions as readonly string[]).includes(action) ||
        wrong(`one of ${referentialActions.join(', ')}`)
      );
    }
    case 'reference':
      return (
        (value.kind === Kind.STRING && /^[^.\s]+(\.[^.\s]+){0,2}$/.test(value.value)) ||
        wrong('"Table" or "Table.column"')
      );
    case 'string':
      return (value.kind === Kind.STRING && value.value !== '') || wrong('a text that is not empty');
    case 'integer':
      return value.kind === Kind.INT || wrong('a whole number');
    case 'expression':
    case 'type':
    case 'query':
    case 'sql': {
      if (value.kind !== Kind.STRING || value.value.trim() === '') return wrong('SQL in a string');
      problems.fragment({ what, kind, node: value, text: value.value });
      return true;
    }
    default: {
      const text = value.kind === Kind.ENUM || value.kind === Kind.STRING ? value.value : '';
      return kind.includes(text.toUpperCase()) || wrong(`one of ${kind.join(', ')}`);
    }
  }
}

class Read implements Use {
  constructor(
    readonly name: string,
    readonly span: Span,
    private readonly values: ReadonlyMap<string, ConstValueNode>,
    private readonly problems: Problems,
  ) {}

  string(argument: string): string | undefined {
    const value = this.values.get(argument);
    return value && (value.kind === Kind.STRING || value.kind === Kind.ENUM) ? value.value : undefined;
  }

  names(argument: string): readonly Named[] | undefined {
    const value = this.values.get(argument);
    if (!value) return undefined;
    const items = value.kind === Kind.LIST ? value.values : [value];
    return items.flatMap((item) =>
      item.kind === Kind.STRING ? [{ value: item.value, span: this.problems.span(item) }] : [],
    );
  }

  boolean(argument: string): boolean | undefined {
    const value = this.values.get(argument);
    return value?.kind === Kind.BOOLEAN ? value.value : undefined;
  }

  integer(argument: string): number | undefined {
    const value = this.values.get(argument);
    return value?.kind === Kind.INT ? Number(value.value) : undefined;
  }

  node(argument: string): ConstValueNode | undefined {
    return this.values.get(argument);
  }
}

function namesFor(place: Place): readonly string[] {
  return Object.entries(directives).flatMap(([name, spec]) => (spec.on.includes(place) ? [name] : []));
}

function article(place: Place): string {
  if (place === 'value') return 'a value of an enum';
  if (place === 'schema') return 'the schema';
  return place === 'enum' || place === 'interface' ? `an ${place}` : `a ${place}`;
}
