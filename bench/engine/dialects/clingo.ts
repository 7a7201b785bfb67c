/** A program and its facts in the language of gringo and clingo. */
import type { CompiledProgram } from '../../../src/engine/compile.js';
import type { Fact } from '../suite.js';
import { type AggregateLiteral, type Literal, normalize } from './normal.js';
import { atomText, factText, Inexpressible, termText } from './words.js';

/** The text of a program, its relations named `p_...`. Throws `Inexpressible` for functions of texts. */
export function toClingo(program: CompiledProgram, facts: readonly Fact[]): string {
  return [
    ...facts.map((fact) => `${factText('p_', fact)}.`),
    ...normalize(program).map(({ relation, args, body }) => {
      const head = atomText('p_', relation, args);
      return body.length === 0 ? `${head}.` : `${head} :- ${body.map(literal).join(', ')}.`;
    }),
  ].join('\n');
}

function literal(of: Literal): string {
  switch (of.kind) {
    case 'atom':
      return `${of.negated ? 'not ' : ''}${atomText('p_', of.relation, of.args)}`;
    case 'equal':
      return `${termText(of.left)} = ${termText(of.right)}`;
    case 'test':
      return `${termText(of.left)} ${of.op} ${termText(of.right)}`;
    case 'call':
      return `${of.result} = ${call(of.functor, of.args.map(termText))}`;
    case 'aggregate':
      return aggregate(of);
    case 'never':
      return '#false';
    case 'text-test':
      throw new Inexpressible(of.name);
  }
}

function aggregate({ name, result, target, bodies, rows }: AggregateLiteral): string {
  const names = [...new Set(rows.flat())];
  const elements = bodies.map((body, i) => {
    const own = new Set(rows[i]);
    const key = names.map((one) => (own.has(one) ? one : 'none'));
    const tuple = [...(target === undefined ? [] : [termText(target)]), ...key, '0'];
    return `${tuple.join(', ')}${body.length === 0 ? '' : ` : ${body.map(literal).join(', ')}`}`;
  });
  const text = `${result} = #${name} { ${elements.join('; ')} }`;
  if (name === 'min') return `${text}, ${result} != #sup`;
  return name === 'max' ? `${text}, ${result} != #inf` : text;
}

function call(functor: string, args: readonly string[]): string {
  const [a, b, step] = args;
  switch (functor) {
    case '+':
    case '-':
    case '*':
    case '/':
      return `(${a} ${functor} ${b})`;
    case '%':
      return `(${a} \\ ${b})`;
    case '^':
      return `(${a} ** ${b})`;
    case 'neg':
      return `(-${a})`;
    case 'range': {
      if (step !== undefined) return `${a} + (0..(${b} - ${a} + ${step} - 1) / ${step} - 1) * ${step}`;
      // Upwards from a to b - 1, or downwards from a to b + 1: from the lesser of a and b + 1 to the greater of a and b - 1.
      const least = `(${a} + ${b} + 1 - |${a} - ${b} - 1|) / 2`;
      const greatest = `(${a} + ${b} - 1 + |${a} - ${b} + 1|) / 2`;
      return `${least}..${greatest}, ${a} != ${b}`;
    }
    case 'min':
    case 'max':
      return `#${functor} { ${args.join('; ')} }`;
    default:
      throw new Inexpressible(functor);
  }
}
