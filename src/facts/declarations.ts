/** Every base relation, whoever fills it, and the rule file that is generated from them. */
import { invariant } from '../diagnostics/index.js';
import { formatRules } from '../engine/index.js';
import { catalogRelations, statisticsRelations } from './catalog/relations.js';
import { factTypes, type RelationDeclaration } from './relation.js';
import { requestRelations } from './requests/relations.js';
import { sdlRelations } from './sdl/relations.js';
import { statementRelations } from './statements/relations.js';

/** All declarations, grouped by the part of `src/facts` that fills them. */
export const declarationGroups: readonly {
  readonly title: string;
  readonly relations: readonly RelationDeclaration[];
}[] = [
  { title: 'Catalog: what a state holds', relations: catalogRelations },
  { title: 'Statistics of tables', relations: statisticsRelations },
  { title: 'What a person asks for', relations: requestRelations },
  { title: 'Statements of the input', relations: statementRelations },
  { title: 'The schema: what SDL says', relations: sdlRelations },
];

/** All declarations in one list. */
export const declarations: readonly RelationDeclaration[] = declarationGroups.flatMap(
  (group) => group.relations,
);

/** Text of `rules/relations.dl`. */
export function renderRelations(): string {
  const parts = [
    '// Generated from the declarations in src/facts by scripts/generate-relations.mjs. Do not edit.',
    Object.entries(factTypes)
      .filter(([name, type]) => name !== type.base)
      .map(([name, type]) => {
        const values = 'values' in type ? `@[values = ${listOf(type.values)}]\n` : '';
        return `/// ${type.doc}\n${values}.type ${name} <: ${type.base}`;
      })
      .join('\n\n'),
  ];
  for (const group of declarationGroups) {
    parts.push(`// ${group.title}`, ...group.relations.map(renderDeclaration), renderInputs(group.relations));
  }
  const file = 'rules/relations.dl';
  const { text, diagnostics } = formatRules({ file, text: parts.join('\n\n') });
  invariant(text !== undefined, `${file} cannot be read: ${diagnostics[0]?.message ?? ''}`);
  return text;
}

/** Says that the facts come from outside, so that a rule over a relation that nothing fills is told from one over facts. */
function renderInputs(relations: readonly RelationDeclaration[]): string {
  return `.input ${relations.map(({ name }) => name).join(', ')}`;
}

function renderDeclaration(relation: RelationDeclaration): string {
  const columns = relation.columns.map(([name, type]) => `${name}: ${type}`).join(', ');
  const example = relation.example.map((value) => JSON.stringify(value)).join(', ');
  const values = Object.entries(relation.values ?? {});
  const doc = values.reduce((text, [column, list]) => text.replace(`{${column}}`, list), relation.doc);
  const lists = values.map(([column, list]) => `${column} = ${listOf(wordsOf(list))}`);
  return [
    ...doc.split('\n').map((line) => `/// ${line}`.trimEnd()),
    `/// Example: ${relation.name}(${example})`,
    ...(lists.length === 0 ? [] : [`@[values(${lists.join(', ')})]`]),
    `.decl ${relation.name}(${columns})`,
  ].join('\n');
}

/** The words of a list, without what explains them. */
export function wordsOf(list: string): string[] {
  return list
    .replace(/ \([^)]*\)/g, '')
    .split(',')
    .map((word) => word.trim());
}

function listOf(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
