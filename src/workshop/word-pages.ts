/** What rules are written with besides relations: types, the branches of types, and functions. */
import { type Program, type Source, typesOf } from '../engine/index.js';
import { firstSentence } from '../ruleset/meta.js';
import type { RelationPlace } from './relation-pages.js';

export interface WordPage {
  /** As a rule writes it: `Operation`, `$CreateTable`, `@split_part`. */
  readonly name: string;
  readonly kind: 'type' | 'branch' | 'function';
  /** With its columns: `$CreateTable(table: RelationName)`. */
  readonly signature: string;
  readonly doc: string;
  /** The first sentence of it; of a branch, the type that it belongs to. */
  readonly title: string;
  readonly declared: RelationPlace;
  /** The declaration of a type, as it is written. */
  readonly text: string | undefined;
  /** Relations with a column of the type, or of that of the branch. */
  readonly relations: readonly string[];
}

/** Types, each with its branches after it, then functions, in the order of the sources. */
export function describeWords({
  program,
  sources,
}: {
  readonly program: Program;
  readonly sources: readonly Source[];
}): WordPage[] {
  const types = typesOf(sources);
  const same = new Map(types.flatMap(({ name, text }) => sameType(name, text)));
  const withColumn = (type: string): string[] =>
    [...program.relations.values()]
      .filter(({ columns }) => columns.some((column) => [column.type, same.get(column.type)].includes(type)))
      .map(({ name }) => name);
  return [
    ...types.flatMap(({ name, doc, text, span }): WordPage[] => {
      const declared = { file: span.file, line: span.line };
      const relations = withColumn(name);
      const said = doc.replace(/\s+/g, ' ').trim();
      return [
        {
          name,
          kind: 'type',
          signature: name,
          doc: said,
          title: firstSentence(said),
          declared,
          text,
          relations,
        },
        ...branchesOf(text).map(
          ({ tag, columns, line }): WordPage => ({
            name: `$${tag}`,
            kind: 'branch',
            signature: `$${tag}(${columns})`,
            doc: `A branch of the type ${name}.`,
            title: `of ${name}`,
            declared: { file: span.file, line: span.line + line },
            text: undefined,
            relations,
          }),
        ),
      ];
    }),
    ...sources.flatMap(functionsOf),
  ];
}

/** `.type Step = Operation` is another name for the same type. */
function sameType(name: string, text: string): [string, string][] {
  const other = /^\.type \w+ = (\w+)\s*$/.exec(text)?.[1];
  return other === undefined ? [] : [[name, other]];
}

function branchesOf(text: string): { tag: string; columns: string; line: number }[] {
  const bare = text.replace(/\/\/.*/g, (comment) => ' '.repeat(comment.length));
  return [...bare.matchAll(/\b([A-Z]\w*)\s*\{([^{}]*)\}/g)].map(
    ({ 1: tag = '', 2: columns = '', index }) => ({
      tag,
      columns: columns.replace(/\s+/g, ' ').trim(),
      line: bare.slice(0, index).split('\n').length - 1,
    }),
  );
}

function functionsOf({ file, text }: Source): WordPage[] {
  const declarations = text.matchAll(/^((?:\/\/\/.*\n)*)\.functor (\w+)(\([^)]*\): \w+)/gm);
  return [...declarations].map((found): WordPage => {
    const [, comment = '', name = '', rest = ''] = found;
    const doc = comment
      .replace(/^\/\/\/ ?/gm, '')
      .replace(/\s+/g, ' ')
      .trim();
    const line = text.slice(0, found.index + comment.length).split('\n').length;
    const signature = `@${name}${rest}`;
    const declared = { file, line };
    return {
      name: `@${name}`,
      kind: 'function',
      signature,
      doc,
      title: firstSentence(doc),
      declared,
      text: undefined,
      relations: [],
    };
  });
}
