/** A declaration on one line: `declare('stmt_truncates', 'stmt:StatementId relation:RelationName', doc, example)`. */
import { type FactType, factTypes, type RelationDeclaration } from '../relation.js';

export function declare(
  name: string,
  columns: string,
  doc: string,
  example: readonly (string | number)[],
  values?: Readonly<Record<string, string>>,
): RelationDeclaration {
  return {
    name,
    columns: columns.split(' ').map((column): readonly [string, FactType] => {
      const [title = '', type = ''] = column.split(':');
      if (!isFactType(type)) throw new Error(`internal error: ${name}.${title} has no such type: ${type}`);
      return [title, type];
    }),
    doc,
    example,
    ...(values === undefined ? {} : { values }),
  };
}

function isFactType(type: string): type is FactType {
  return Object.hasOwn(factTypes, type);
}
