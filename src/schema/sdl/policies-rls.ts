/** @rls and @policy: presets and hand-written expressions, as policies per command. */
import type { PolicyModel, RowScopeModel, TableModel } from '../model.js';
import { scopeCondition } from './policies-scope.js';
import type { Problems } from './problems.js';
import type { Use } from './uses.js';

type Command = 'select' | 'insert' | 'update' | 'delete';
const commands: readonly Command[] = ['select', 'insert', 'update', 'delete'];

interface Given {
  readonly tenant: RowScopeModel | undefined;
  readonly owner: RowScopeModel | undefined;
  /** Of policies that name none. */
  readonly roles: readonly string[];
}

export interface ByHand {
  readonly policies: readonly PolicyModel[];
  /** A preset says what is allowed: @tenant and @owner allow nothing by themselves then. */
  readonly preset: boolean;
  readonly force?: boolean;
}

/** Policies of all uses of @rls and @policy on a type. */
export function policiesByHand(
  table: TableModel,
  uses: readonly Use[],
  given: Given,
  problems: Problems,
): ByHand {
  const rls = uses.filter((use) => use.name === 'rls');
  const forces = rls.flatMap((use) => use.boolean('force') ?? []);
  for (const use of rls) {
    const says = ['preset', 'force', ...commands].some((argument) => use.node(argument) !== undefined);
    if (says) continue;
    problems.error('sdl/missing-argument', use.span, `@rls on ${table.type} does not say what is allowed`, {
      fix: { text: 'say it per command, or take a preset; to allow nothing', code: '@rls(preset: DENY)' },
    });
  }
  const policies = uses.flatMap((use) => {
    if (use.name === 'rls') return perCommand(table, use, given, problems);
    return use.name === 'policy' ? writtenOut(table, use, given, problems) : [];
  });
  return {
    policies,
    preset: rls.some((use) => use.node('preset') !== undefined),
    ...(forces.length === 0 ? {} : { force: !forces.includes(false) }),
  };
}

function perCommand(table: TableModel, use: Use, given: Given, problems: Problems): PolicyModel[] {
  const preset = presetOf(table, use, given, problems);
  const roles = rolesOf(use, given, problems);
  const named = use.names('roles')?.map(({ value }) => value) ?? [];
  const prefix = use.string('name') ?? ['rls', ...named].join('_');
  return commands.flatMap((command): PolicyModel[] => {
    const condition = use.string(command) ?? preset[command];
    if (condition === undefined) return [];
    const clauses = {
      ...(command === 'insert' ? {} : { using: condition }),
      ...(command === 'insert' || command === 'update' ? { check: condition } : {}),
    };
    return [
      {
        name: `${prefix}_${command}`,
        command,
        permissive: true,
        roles,
        ...clauses,
        origin: 'rls',
        span: use.span,
      },
    ];
  });
}

type Preset = Readonly<Partial<Record<Command, string>>>;

function presetOf(table: TableModel, use: Use, { tenant, owner }: Given, problems: Problems): Preset {
  const preset = use.string('preset')?.toUpperCase() ?? '';
  const node = use.node('preset');
  const span = node ? problems.span(node) : use.span;
  const same = (condition: string): Preset =>
    Object.fromEntries(commands.map((command) => [command, condition]));
  const need = (directive: string, code: string): Preset => {
    problems.error(
      'sdl/policy-preset',
      span,
      `the preset ${preset} needs @${directive} on type ${table.type}`,
      {
        fix: { text: `say whose a row is`, code },
      },
    );
    return {};
  };
  switch (preset) {
    case 'TENANT':
      return tenant === undefined ? need('tenant', '@tenant(by: "...")') : same('true');
    case 'OWNER':
      return owner === undefined
        ? need('owner', '@owner(column: "...")')
        : same(scopeCondition(table, owner));
    case 'OWNER_WRITES':
      return owner === undefined
        ? need('owner', '@owner(column: "...")')
        : { ...same(scopeCondition(table, owner)), select: 'true' };
    case 'READ_ONLY':
      return { select: 'true' };
    default:
      return {};
  }
}

function writtenOut(table: TableModel, use: Use, given: Given, problems: Problems): PolicyModel[] {
  const command = commands.find((one) => one === use.string('for')?.toLowerCase()) ?? 'all';
  const using = use.string('using');
  const check = use.string('check');
  const refuse = (argument: 'using' | 'check', why: string, instead: string): PolicyModel[] => {
    const node = use.node(argument);
    const message = `a policy for ${command.toUpperCase()} takes no "${argument}"`;
    problems.error('sdl/policy-clause', node ? problems.span(node) : use.span, message, {
      why,
      fix: { text: instead },
    });
    return [];
  };
  if (using !== undefined && command === 'insert')
    return refuse('using', 'There is no row before an INSERT.', 'write it as "check"');
  if (check !== undefined && (command === 'select' || command === 'delete'))
    return refuse(
      'check',
      `There is no new row after ${command === 'select' ? 'a SELECT' : 'a DELETE'}.`,
      'write it as "using"',
    );
  if (using === undefined && check === undefined) {
    problems.error('sdl/missing-argument', use.span, `the policy of ${table.type} has no condition`, {
      fix: { text: 'write it', code: `@policy(..., ${command === 'insert' ? 'check' : 'using'}: "...")` },
    });
    return [];
  }
  return [
    {
      name: use.string('name') ?? '',
      command,
      permissive: use.boolean('restrictive') !== true,
      roles: rolesOf(use, given, problems),
      ...(using === undefined ? {} : { using }),
      ...(check === undefined ? {} : { check }),
      origin: 'rls',
      span: use.span,
    },
  ];
}

function rolesOf(use: Use, given: Given, problems: Problems): readonly string[] {
  const named = use.names('roles');
  if (named === undefined) return given.roles;
  for (const { value, span } of named) {
    if (!/^(current_user|current_role|session_user|none)$/i.test(value)) continue;
    problems.error('sdl/policy-role', span, `"${value}" is no role that a schema can name`, {
      why: 'Who applies the schema would be the one that the policy is for.',
      fix: { text: 'name the role, or leave "roles" out for everyone' },
    });
  }
  const roles = named.map(({ value }) => value);
  return roles.some((role) => role.toLowerCase() === 'public') ? [] : roles;
}
