/** Step kinds that add, validate, drop and rename constraints. */
import type { Constraint } from '../../facts/catalog/catalog.js';
import { columnHas, constraintHas, doneWhen, prints } from '../probes.js';
import { bareName, fitting, helper, ident } from '../sql.js';
import { constraintClause } from './column-sql.js';
import { notNullName, typeIs } from './columns.js';
import { type RenderContext, type StepKind, timeouts } from './kind.js';

const addConstraint: StepKind = {
  tag: 'AddConstraint',
  render([table = '', name = ''], { states }) {
    const constraint = states.after.constraint(table, name);
    return {
      subject: `${table}.${ident(name)}`,
      title: `add ${constraint.kind} ${ident(name)} to ${table}`,
      sql: [`ALTER TABLE ${table} ADD ${constraintClause(constraint)}`],
      probe: doneWhen(constraintHas(table, name)),
      undo: [`ALTER TABLE ${table} DROP CONSTRAINT ${ident(name)}`],
    };
  },
};

const addConstraintNotValid: StepKind = {
  tag: 'AddConstraintNotValid',
  render([table = '', wanted = '', given = ''], { states }) {
    const constraint = states.after.constraint(table, wanted);
    const name = fitting(given);
    const done = constraintHas(table, name, definitionIs(constraint));
    const renamed = constraintHas(table, wanted, definitionIs(constraint));
    return {
      subject: `${table}.${ident(wanted)}`,
      title: `add ${constraint.kind} ${ident(name)} to ${table}, for new rows`,
      sql: [`ALTER TABLE ${table} ADD ${notValid(constraint, name)}`],
      probe: doneWhen(name === wanted ? done : `${done} OR ${renamed}`),
      undo: [`ALTER TABLE ${table} DROP CONSTRAINT ${ident(name)}`],
    };
  },
};

/** Turns an index into a constraint: the one of the constraint's own name, or its successor under a helper's name. */
function usingIndex(tag: string, indexName: (constraint: Constraint) => string): StepKind {
  return {
    tag,
    render([table = '', name = ''], { states }) {
      const constraint = states.after.constraint(table, name);
      const kind = constraint.kind === 'primary key' ? 'PRIMARY KEY' : 'UNIQUE';
      const index = indexName(constraint);
      return {
        subject: `${table}.${ident(name)}`,
        title: `make index ${index} the ${constraint.kind} ${ident(name)} of ${table}`,
        sql: [
          `ALTER TABLE ${table} ADD CONSTRAINT ${ident(name)} ${kind} USING INDEX ${ident(index)}${deferrable(constraint)}`,
        ],
        probe: doneWhen(constraintHas(table, name, definitionIs(constraint))),
        undo: [`ALTER TABLE ${table} DROP CONSTRAINT ${ident(name)}`],
      };
    },
  };
}

const addConstraintUsingIndex = usingIndex('AddConstraintUsingIndex', keyIndex);
const addConstraintUsingFreshIndex = usingIndex('AddConstraintUsingFreshIndex', (constraint) =>
  helper.fresh(keyIndex(constraint)),
);

const addKeyOnParent: StepKind = {
  tag: 'AddKeyOnParent',
  render([table = '', name = ''], { states }) {
    const constraint = states.after.constraint(table, name);
    return {
      subject: `${table}.${ident(name)}`,
      title: `add ${constraint.kind} ${ident(name)} to ${table} alone, without its partitions`,
      sql: [`ALTER TABLE ONLY ${table} ADD ${constraintClause(constraint)}`],
      probe: doneWhen(constraintHas(table, name)),
      undo: [`ALTER TABLE ${table} DROP CONSTRAINT ${ident(name)}`],
    };
  },
};

const addPartitionKey: StepKind = {
  tag: 'AddPartitionKey',
  render([partition = '', table = '', name = ''], { states }) {
    const constraint = states.after.constraint(table, name);
    return {
      subject: `${partition}.${ident(name)}`,
      title: `add ${constraint.kind} ${ident(name)} to ${partition}, for new rows`,
      sql: [`ALTER TABLE ${partition} ADD ${notValid(constraint, name)}`],
      probe: doneWhen(constraintHas(partition, name)),
      undo: [`ALTER TABLE ${partition} DROP CONSTRAINT ${ident(name)}`],
    };
  },
};

const validateConstraint: StepKind = {
  tag: 'ValidateConstraint',
  render([table = '', given = ''], context) {
    const name = constraintName(table, fitting(given), context);
    const later = afterwards(table, name, context);
    const valid = constraintHas(table, name, 'k.convalidated');
    return {
      subject: `${table}.${ident(name)}`,
      title: `validate ${ident(name)} on the rows of ${table}`,
      sql: [`ALTER TABLE ${table} VALIDATE CONSTRAINT ${ident(name)}`],
      probe: doneWhen(later === undefined ? valid : `${valid} OR ${later}`),
      undo: [],
      timeouts: timeouts.scan,
    };
  },
};

const dropConstraint: StepKind = {
  tag: 'DropConstraint',
  render([table = '', given = ''], { states }) {
    const name = fitting(given);
    const old = states.before.tables.get(table)?.constraints.find((constraint) => constraint.name === name);
    const column = states.after.tables
      .get(table)
      ?.columns.find((candidate) => helper.notNull(candidate.name) === name);
    const undo =
      old !== undefined
        ? restored(table, old)
        : column !== undefined
          ? [
              `ALTER TABLE ${table} ADD CONSTRAINT ${ident(name)} CHECK (${ident(column.name)} IS NOT NULL) NOT VALID`,
            ]
          : [];
    return {
      subject: `${table}.${ident(name)}`,
      title: `drop ${old?.kind ?? 'check'} ${ident(name)} of ${table}`,
      sql: [`ALTER TABLE ${table} DROP CONSTRAINT ${ident(name)}`],
      probe: doneWhen(`NOT ${constraintHas(table, name)}`),
      undo,
    };
  },
};

const renameConstraint: StepKind = {
  tag: 'RenameConstraint',
  render([table = '', given = '', to = '']) {
    const from = fitting(given);
    return {
      subject: `${table}.${ident(to)}`,
      title: `rename constraint ${ident(from)} of ${table} to ${ident(to)}`,
      sql: [`ALTER TABLE ${table} RENAME CONSTRAINT ${ident(from)} TO ${ident(to)}`],
      probe: doneWhen(`${constraintHas(table, to)} AND NOT ${constraintHas(table, from)}`),
      undo: [`ALTER TABLE ${table} RENAME CONSTRAINT ${ident(to)} TO ${ident(from)}`],
    };
  },
};

export const constraintKinds: readonly StepKind[] = [
  addConstraint,
  addConstraintNotValid,
  addConstraintUsingIndex,
  addConstraintUsingFreshIndex,
  addKeyOnParent,
  addPartitionKey,
  validateConstraint,
  dropConstraint,
  renameConstraint,
];

/** The constraint without a look at the rows that are there: `CONSTRAINT x CHECK (...) NOT VALID`. */
export function notValid(constraint: Constraint, name: string, definition = constraint.definition): string {
  const clause = `CONSTRAINT ${ident(name)} ${definition}`;
  return / NOT VALID$/.test(clause) || constraint.notEnforced ? clause : `${clause} NOT VALID`;
}

/** ` DEFERRABLE INITIALLY DEFERRED`, where it is. */
export function deferrable(constraint: Constraint): string {
  if (constraint.deferrable === undefined) return '';
  return constraint.deferrable === 'deferred' ? ' DEFERRABLE INITIALLY DEFERRED' : ' DEFERRABLE';
}

/** The name `not null of c` stands for the NOT NULL constraint of a column, whose name the state after knows (18). */
function constraintName(table: string, name: string, { states }: RenderContext): string {
  const column = /^not null of (.*)$/s.exec(name)?.[1];
  return column === undefined ? name : notNullName(states.after, table, column);
}

/** What holds once a helper constraint has done its work and is gone: what it was for. */
function afterwards(table: string, name: string, { states }: RenderContext): string | undefined {
  const owner = states.after.tables.get(table);
  const column = owner?.columns.find((candidate) => helper.notNull(candidate.name) === name);
  if (column !== undefined) {
    return columnHas(table, column.name, `a.attnotnull AND ${typeIs(column)}`);
  }
  const constraint = owner?.constraints.find((candidate) => helper.fresh(candidate.name) === name);
  if (constraint === undefined) return undefined;
  // A shadow's constraint says the same as the old one: the types of its columns tell them apart.
  const columns = (owner?.columns ?? [])
    .filter((candidate) => constraint.columns.includes(candidate.name))
    .map((candidate) => columnHas(table, candidate.name, typeIs(candidate)));
  return [
    constraintHas(table, constraint.name, `k.convalidated AND ${definitionIs(constraint)}`),
    ...columns,
  ].join(' AND ');
}

/** Statements that bring a dropped constraint back without a scan, where there is such a way. */
function restored(table: string, constraint: Constraint): string[] {
  const add = `ALTER TABLE ${table} ADD`;
  if (constraint.kind === 'check' || constraint.kind === 'foreign key') {
    return [`${add} ${notValid(constraint, constraint.name)}`];
  }
  return [`${add} ${constraintClause(constraint)}`];
}

/** Condition on pg_constraint `k`: it says the same, validated or not. */
export function definitionIs(constraint: Constraint): string {
  return prints(
    "replace(pg_get_constraintdef(k.oid), ' NOT VALID', '')",
    constraint.definition.replace(/ NOT VALID$/, ''),
  );
}

/** Bare name of the index behind a key. */
function keyIndex(constraint: Constraint): string {
  return bareName(constraint.index ?? ident(constraint.name));
}
