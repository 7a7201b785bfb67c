/** Types before their columns are known: names, directives, and all fields, those of interfaces among them. */
import { type FieldDefinitionNode, Kind, print } from 'graphql/language/index.js';
import { didYouMean, type Span } from '../../diagnostics/index.js';
import { byteLength, identifierLimit, tableName } from '../naming.js';
import type { SchemaSettings } from '../settings.js';
import type { Definition, Documents } from './documents.js';
import type { Problems } from './problems.js';
import { readUses, type Use } from './uses.js';

/** A field with its directives and those that an interface gives it. */
export interface FieldText {
  readonly name: string;
  readonly node: FieldDefinitionNode;
  readonly uses: readonly Use[];
  /** Of the name. */
  readonly span: Span;
}

/** A type before its fields are read: what other types need to refer to it. */
export interface TypeHead {
  readonly type: string;
  readonly schema: string;
  readonly table: string;
  readonly description?: string;
  readonly uses: readonly Use[];
  readonly fields: readonly FieldText[];
  /** All interfaces, those of interfaces too. */
  readonly interfaces: readonly string[];
  /** Of @view. */
  readonly view?: Use;
  readonly span: Span;
}

/** Reads types and what they inherit. */
export function readHeads(documents: Documents, settings: SchemaSettings, problems: Problems): TypeHead[] {
  const inheritance = new Inheritance(documents, problems);
  return documents.types.map((definition) => {
    const own = readUses(definition.directives, 'type', problems);
    const inherited = inheritance.of(definition);
    const uses = mergeUses(own, inherited.uses);
    const type = definition.name.value;
    const table = uses.find((use) => use.name === 'table');
    const view = uses.find((use) => use.name === 'view');
    return {
      type,
      schema: table?.string('schema') ?? settings.schema,
      table: table?.string('name') ?? tableName(type, settings),
      uses,
      fields: inheritance.merge(type, readFields(definition, problems), inherited.fields),
      interfaces: inherited.names,
      span: problems.span(definition.name),
      ...(definition.description === undefined ? {} : { description: definition.description }),
      ...(view === undefined ? {} : { view }),
    };
  });
}

function readFields(definition: Definition<FieldDefinitionNode>, problems: Problems): FieldText[] {
  return definition.members.map((node) => ({
    name: node.name.value,
    node,
    uses: readUses(node.directives, 'field', problems),
    span: problems.span(node.name),
  }));
}

/** Own directives stand in for inherited ones of the same name. */
function mergeUses(own: readonly Use[], inherited: readonly Use[]): readonly Use[] {
  const names = new Set(own.map((use) => use.name));
  return [...inherited.filter((use) => !names.has(use.name)), ...own];
}

interface Inherited {
  readonly names: readonly string[];
  readonly uses: readonly Use[];
  readonly fields: readonly FieldText[];
}

const nothing: Inherited = { names: [], uses: [], fields: [] };

class Inheritance {
  private readonly definitions: ReadonlyMap<string, Definition<FieldDefinitionNode>>;
  private readonly read = new Map<string, Inherited | 'open'>();

  constructor(
    documents: Documents,
    private readonly problems: Problems,
  ) {
    this.definitions = new Map(documents.interfaces.map((one) => [one.name.value, one]));
    for (const { name } of documents.interfaces) this.interface(name.value);
  }

  /** What the interfaces of a definition give it, each interface once. */
  of(definition: Definition<FieldDefinitionNode>): Inherited {
    const names: string[] = [];
    const uses: Use[] = [];
    const fields: FieldText[] = [];
    for (const parent of definition.parents) {
      const given = this.parent(definition.name.value, parent.name.value, this.problems.span(parent));
      for (const name of given.names) if (!names.includes(name)) names.push(name);
      for (const use of given.uses) if (!uses.includes(use)) uses.push(use);
      for (const field of given.fields) {
        const other = fields.find((one) => one.name === field.name);
        if (other === undefined) fields.push(field);
        else if (other !== field)
          this.compare(definition.name.value, other, field, this.problems.span(parent));
      }
    }
    return { names, uses, fields };
  }

  /** The fields of a type: those of interfaces that it does not repeat, then its own. */
  merge(type: string, own: readonly FieldText[], inherited: readonly FieldText[]): FieldText[] {
    const byName = new Map(inherited.map((field) => [field.name, field]));
    const names = new Set(own.map((field) => field.name));
    const repeated = own.map((field) => {
      const given = byName.get(field.name);
      if (given === undefined) return field;
      this.compare(type, given, field, field.span);
      return { ...field, uses: mergeUses(field.uses, given.uses) };
    });
    return [...inherited.filter((field) => !names.has(field.name)), ...repeated];
  }

  private parent(type: string, name: string, span: Span): Inherited {
    if (this.definitions.has(name)) {
      const given = this.interface(name);
      if (given !== 'open') return given;
      this.problems.error(
        'sdl/interface-circle',
        span,
        `interface ${type} implements itself through ${name}`,
      );
      return nothing;
    }
    this.problems.error(
      'sdl/unknown-type',
      span,
      `${type} implements ${name}, and there is no such interface.${didYouMean(name, this.definitions.keys())}`,
      { fix: { text: 'define it, or take it out' } },
    );
    return nothing;
  }

  private interface(name: string): Inherited | 'open' {
    const known = this.read.get(name);
    const definition = this.definitions.get(name);
    if (known !== undefined || definition === undefined) return known ?? nothing;
    this.read.set(name, 'open');
    const own = readUses(definition.directives, 'interface', this.problems);
    const above = this.of(definition);
    const done: Inherited = {
      names: [...above.names, name],
      uses: mergeUses(own, above.uses),
      fields: this.merge(name, readFields(definition, this.problems), above.fields),
    };
    this.read.set(name, done);
    return done;
  }

  /** A type may say more of a field than its interface (that it is never null), not something else. */
  private compare(type: string, given: FieldText, own: FieldText, span: Span): void {
    const wanted = print(given.node.type);
    const said = print(own.node.type);
    if (said === wanted || said === `${wanted}!`) return;
    this.problems.error(
      'sdl/interface-conflict',
      span,
      `${type}.${own.name} is ${said}, and an interface of it says ${wanted}`,
      {
        fix: { text: 'give both the same type' },
        related: { label: 'the interface', span: this.problems.span(given.node) },
      },
    );
  }
}

/** Reports a name that PostgreSQL would cut. */
export function checkLength(name: string, span: Span, problems: Problems): void {
  const bytes = byteLength(name);
  if (bytes <= identifierLimit) return;
  problems.error(
    'sdl/name-too-long',
    span,
    `the name "${name}" has ${bytes} bytes, PostgreSQL keeps ${identifierLimit}`,
    { fix: { text: 'choose a shorter name' } },
  );
}

/** Name and list depth of a type, and whether the value and the elements of the list may be null. */
export interface Shape {
  readonly name: string;
  readonly depth: number;
  readonly notNull: boolean;
  readonly elementsNotNull: boolean;
}

/** Takes the type of a field apart. */
export function shapeOf(node: FieldDefinitionNode['type']): Shape {
  const notNull = node.kind === Kind.NON_NULL_TYPE;
  const inner = notNull ? node.type : node;
  if (inner.kind === Kind.NAMED_TYPE) {
    return { name: inner.name.value, depth: 0, notNull, elementsNotNull: false };
  }
  const element = shapeOf(inner.type);
  return { name: element.name, depth: element.depth + 1, notNull, elementsNotNull: element.notNull };
}
