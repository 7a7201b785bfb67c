/** What policies allow to whom, as far as their conditions are ones that we know. */
import type { PolicyModel, TableModel } from '../../model.js';
import { scopeCondition } from '../../sdl/policies-scope.js';

export type Command = 'select' | 'insert' | 'update' | 'delete';
export type Answer = 'yes' | 'no' | 'maybe';

/** Who asks, as seen from a row: the tenant and the owner of the row, others, or nobody has said. */
export interface Asker {
  readonly tenant: 'own' | 'other' | 'nobody';
  readonly owner: 'own' | 'other' | 'nobody';
}

/** Whether an asker reaches a row with a command. */
export function allowed(table: TableModel, role: string | undefined, command: Command, asker: Asker): Answer {
  const answer = ofCommand(table, role, command, asker);
  if (command !== 'update' && command !== 'delete') return answer;
  // Rows are found by what a SELECT may see.
  return both(answer, ofCommand(table, role, 'select', asker));
}

function ofCommand(table: TableModel, role: string | undefined, command: Command, asker: Asker): Answer {
  const policies = (table.rowSecurity?.policies ?? []).filter(
    (policy) =>
      (policy.command === command || policy.command === 'all') &&
      (policy.roles.length === 0 || (role !== undefined && policy.roles.includes(role))),
  );
  const says = (policy: PolicyModel): Answer => {
    const condition = command === 'insert' ? (policy.check ?? policy.using) : policy.using;
    if (condition === 'true') return 'yes';
    if (condition === 'false') return 'no';
    const kind = policy.origin === 'tenant' ? 'tenant' : kindOf(table, condition);
    if (kind === undefined) return 'maybe';
    return asker[kind] === 'own' ? 'yes' : 'no';
  };
  const allow = policies.filter((policy) => policy.permissive).map(says);
  const narrow = policies.filter((policy) => !policy.permissive).map(says);
  const widest = allow.includes('yes') ? 'yes' : allow.includes('maybe') ? 'maybe' : 'no';
  return narrow.reduce(both, widest);
}

/** What the condition says of a row, when it is one of ours: that it belongs to who asks. */
function kindOf(table: TableModel, condition: string | undefined): 'tenant' | 'owner' | undefined {
  return table.scopes?.find((scope) => scopeCondition(table, scope) === condition)?.kind;
}

function both(one: Answer, other: Answer): Answer {
  if (one === 'no' || other === 'no') return 'no';
  return one === 'yes' && other === 'yes' ? 'yes' : 'maybe';
}
