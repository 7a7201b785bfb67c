/** Step kinds that attach and detach partitions and heirs. */
import { invariant } from '../../diagnostics/index.js';
import { constraintHas, doneOrHalf, doneWhen, inheritsHas } from '../probes.js';
import { ident } from '../sql.js';
import { boundCheck } from './bounds.js';
import { type StepKind, timeouts } from './kind.js';

const attachPartition: StepKind = {
  tag: 'AttachPartition',
  render([parent = '', child = ''], { states }) {
    const bound = states.after.table(child).partitionOf?.bound;
    invariant(bound !== undefined, `${child} is no partition`);
    return {
      subject: child,
      title: `attach partition ${child} to ${parent}`,
      sql: [`ALTER TABLE ${parent} ATTACH PARTITION ${child} ${bound}`],
      probe: doneWhen(inheritsHas(parent, child)),
      undo: [`ALTER TABLE ${parent} DETACH PARTITION ${child}`],
    };
  },
};

const detachPartition: StepKind = {
  tag: 'DetachPartition',
  render([parent = '', child = ''], { states }) {
    const bound = states.before.table(child).partitionOf?.bound ?? 'DEFAULT';
    return {
      subject: child,
      title: `detach partition ${child} from ${parent}`,
      sql: [`ALTER TABLE ${parent} DETACH PARTITION ${child}`],
      probe: doneWhen(`NOT ${inheritsHas(parent, child)}`),
      undo: [`ALTER TABLE ${parent} ATTACH PARTITION ${child} ${bound}`],
    };
  },
};

const detachPartitionConcurrently: StepKind = {
  tag: 'DetachPartitionConcurrently',
  render([parent = '', child = ''], { states }) {
    const bound = states.before.table(child).partitionOf?.bound ?? 'DEFAULT';
    return {
      subject: child,
      title: `detach partition ${child} from ${parent} concurrently`,
      sql: [`ALTER TABLE ${parent} DETACH PARTITION ${child} CONCURRENTLY`],
      probe: doneOrHalf(
        `NOT ${inheritsHas(parent, child)}`,
        inheritsHas(parent, child, 'h.inhdetachpending'),
      ),
      // The first half cannot be taken back: the repair completes the step.
      repair: [`ALTER TABLE ${parent} DETACH PARTITION ${child} FINALIZE`],
      undo: [`ALTER TABLE ${parent} ATTACH PARTITION ${child} ${bound}`],
      transactional: false,
      timeouts: timeouts.concurrent,
    };
  },
};

const addBoundCheck: StepKind = {
  tag: 'AddBoundCheck',
  render([child = ''], { states }) {
    const table = states.after.table(child);
    const parent = states.after.table(table.partitionOf?.parent ?? '');
    const check = boundCheck(parent, table.partitionOf?.bound ?? '');
    invariant(check !== undefined, `the bound of ${child} is beyond a CHECK`);
    const name = boundHelper;
    return {
      subject: child,
      title: `check that new rows of ${child} are within its bound`,
      sql: [`ALTER TABLE ${child} ADD CONSTRAINT ${ident(name)} CHECK (${check}) NOT VALID`],
      probe: doneWhen(`${constraintHas(child, name)} OR ${inheritsHas(parent.id, child)}`),
      undo: [`ALTER TABLE ${child} DROP CONSTRAINT ${ident(name)}`],
    };
  },
};

/** Detaching concurrently leaves a CHECK that says what the bound said, under the name that PostgreSQL gives a CHECK. */
const dropBoundCheck: StepKind = {
  tag: 'DropBoundCheck',
  render([child = ''], { states }) {
    const table = states.before.table(child);
    const columns = states.before.tables.get(table.partitionOf?.parent ?? '')?.partitionKeyColumns ?? [];
    const base = [table.name, ...(columns.length === 1 ? columns : []), 'check'].join('_');
    const taken = new Set(table.constraints.map((constraint) => constraint.name));
    let name = base;
    for (let n = 1; taken.has(name); n++) name = `${base}${n}`;
    return {
      subject: child,
      title: `drop the check that the bound left on ${child}`,
      sql: [`ALTER TABLE ${child} DROP CONSTRAINT IF EXISTS ${ident(name)}`],
      probe: doneWhen(`NOT ${constraintHas(child, name)}`),
      undo: [],
    };
  },
};

const addParent: StepKind = {
  tag: 'AddParent',
  render([parent = '', child = '']) {
    return {
      subject: child,
      title: `make ${child} inherit ${parent}`,
      sql: [`ALTER TABLE ${child} INHERIT ${parent}`],
      probe: doneWhen(inheritsHas(parent, child)),
      undo: [`ALTER TABLE ${child} NO INHERIT ${parent}`],
    };
  },
};

const dropParent: StepKind = {
  tag: 'DropParent',
  render([parent = '', child = '']) {
    return {
      subject: child,
      title: `make ${child} inherit ${parent} no longer`,
      sql: [`ALTER TABLE ${child} NO INHERIT ${parent}`],
      probe: doneWhen(`NOT ${inheritsHas(parent, child)}`),
      undo: [`ALTER TABLE ${child} INHERIT ${parent}`],
    };
  },
};

export const partitionKinds: readonly StepKind[] = [
  attachPartition,
  detachPartition,
  detachPartitionConcurrently,
  addBoundCheck,
  dropBoundCheck,
  addParent,
  dropParent,
];

/** Name of the helper CHECK that proves a bound, as in rules/plan/partition-via-attach. */
const boundHelper = 'wesley_bound';
