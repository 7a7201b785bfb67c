/** Step kinds that add, validate, drop and rename constraints. */
import type { Constraint } from '../../facts/catalog/catalog.js';
import { constraintHas, doneWhen, indexHas, indexIsUsable } from '../probes.js';
import { bareName, helper, ident } from '../sql.js';
import { constraintClause } from './column-sql.js';
import { notNullHelper, notNullName } from './columns.js';
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
  render([table = '', constraintName = '', name = ''], { states }) {
    const constraint = states.after.constraint(table, constraintName);
    return {
      subject: `${table}.${ident(constraintName)}`,
      title: `add ${constraint.kind} ${ident(name)} to ${table}, for new rows`,
      sql: [`ALTER TABLE ${table} ADD ${notValid(constraint, name)}`],
      probe: doneWhen(constraintHas(table, name)),
      undo: [`ALTER TABLE ${table} DROP CONSTRAINT ${ident(name)}`],
    };
  },
};

const addConstraintUsingIndex: StepKind = {
  tag: 'AddConstraintUsingIndex',
  render([table = '', name = '', index = ''], { states }) {
    const constraint = states.after.constraint(table, name);
    const kind = constraint.kind === 'primary key' ? 'PRIMARY KEY' : 'UNIQUE';
    return {
      subject: `${table}.${ident(name)}`,
      title: `make index ${bareName(index)} the ${constraint.kind} ${ident(name)} of ${table}`,
      sql: [
        `ALTER TABLE ${table} ADD CONSTRAINT ${ident(name)} ${kind} USING INDEX ${ident(bareName(index))}${deferrable(constraint)}`,
      ],
      probe: doneWhen(constraintHas(table, name)),
      undo: [`ALTER TABLE ${table} DROP CONSTRAINT ${ident(name)}`],
    };
  },
};

const validateConstraint: StepKind = {
  tag: 'ValidateConstraint',
  render([table = '', name = ''], context) {
    const actual = constraintName(table, name, context);
    return {
      subject: `${table}.${ident(actual)}`,
      title: `validate ${ident(actual)} on the rows of ${table}`,
      sql: [`ALTER TABLE ${table} VALIDATE CONSTRAINT ${ident(actual)}`],
      probe: doneWhen(constraintHas(table, actual, 'k.convalidated')),
      undo: [],
      timeouts: timeouts.scan,
    };
  },
};

const dropConstraint: StepKind = {
  tag: 'DropConstraint',
  render([table = '', name = ''], { states }) {
    const old = states.before.tables.get(table)?.constraints.find((constraint) => constraint.name === name);
    const column = states.after.tables
      .get(table)
      ?.columns.find((candidate) => notNullHelper(candidate.name) === name);
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
  render([table = '', from = '', to = '']) {
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

/** Statements that bring a dropped constraint back without a scan, where there is such a way. */
function restored(table: string, constraint: Constraint): string[] {
  const add = `ALTER TABLE ${table} ADD`;
  if (constraint.kind === 'check' || constraint.kind === 'foreign key') {
    return [`${add} ${notValid(constraint, constraint.name)}`];
  }
  return [`${add} ${constraintClause(constraint)}`];
}

/** A probe for a step that turns a built index into a constraint needs the index only until then. */
export function buildIsDone(index: string, table: string, constraint: string): string {
  return `${indexHas(index, indexIsUsable)} OR ${constraintHas(table, constraint)}`;
}

/** Name of a constraint while the one that it replaces is still there. */
export function freshName(name: string): string {
  return helper.fresh(name);
}
