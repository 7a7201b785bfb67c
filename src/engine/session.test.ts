/** A session follows edits: what changes, what stays, what is refused. */
import { describe, expect, it } from 'vitest';
import {
  type Changes,
  compile,
  EngineError,
  FactSet,
  open,
  type Proof,
  type Session,
  type SessionOptions,
  showFact,
  type Value,
} from './index.js';

type Fact = readonly [string, ...Value[]];

function set(...facts: Fact[]): FactSet {
  const list = new FactSet();
  for (const [relation, ...values] of facts) list.add(relation, ...values);
  return list;
}

function opened(text: string, facts: FactSet, options: SessionOptions = {}): Session {
  const { program, diagnostics } = compile([{ file: 'rules.dl', text }]);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return open(program!, facts, options);
}

/** Deletes and inserts; the changes as text, deleted ones with a minus. */
function edit(session: Session, { insert = [], del = [] }: { insert?: Fact[]; del?: Fact[] }): string[] {
  const { inserted, deleted } = session.update({ insert: set(...insert), delete: set(...del) });
  const all = (sign: string, tuples: typeof inserted): string[] =>
    [...tuples].flatMap(([name, rows]) => rows.map((tuple) => sign + showFact(name, tuple)));
  return [...all('-', deleted), ...all('+', inserted)];
}

function failure(run: () => void): EngineError['diagnostic'] {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError);
    return (error as EngineError).diagnostic;
  }
  return expect.unreachable();
}

function kindOf(proof: Proof | undefined): string | undefined {
  return proof?.kind;
}

const paths = `.decl edge(x: symbol, y: symbol) .decl path(x: symbol, y: symbol)
path(x, y) :- edge(x, y).
path(x, z) :- path(x, y), edge(y, z).`;

describe('what changes', () => {
  it('is named per relation, in the order of values', () => {
    const session = opened(paths, set(['edge', 'b', 'c']));
    expect(edit(session, { insert: [['edge', 'a', 'b']] })).toEqual([
      '+edge("a", "b")',
      '+path("a", "b")',
      '+path("a", "c")',
    ]);
    expect(edit(session, { del: [['edge', 'b', 'c']] })).toEqual([
      '-edge("b", "c")',
      '-path("a", "c")',
      '-path("b", "c")',
    ]);
    expect(session.rows('path')).toEqual([['a', 'b']]);
    expect(session.has('path', ['a', 'c'])).toBe(false);
    expect(session.statistics.tuples).toBe(1);
  });

  it('is nothing where another derivation steps in', () => {
    const session = opened(
      paths,
      set(['edge', 'a', 'b'], ['edge', 'b', 'd'], ['edge', 'a', 'c'], ['edge', 'c', 'd']),
    );
    expect(edit(session, { del: [['edge', 'b', 'd']] })).toEqual(['-edge("b", "d")', '-path("b", "d")']);
    const proof = session.why('path', ['a', 'd']);
    expect(proof?.kind === 'derived' && proof.premises.map((premise) => kindOf(premise as Proof))).toEqual([
      'derived',
      'fact',
    ]);
    expect(proof).toMatchObject({ premises: [{ tuple: ['a', 'c'] }, { tuple: ['c', 'd'] }] });
  });

  it('follows an absence both ways', () => {
    const session = opened(
      '.decl a(x: number) .decl b(x: number) .decl c(x: number) c(x) :- a(x), !b(x).',
      set(['a', 1], ['a', 2]),
    );
    expect(edit(session, { insert: [['b', 1]] })).toEqual(['-c(1)', '+b(1)']);
    expect(edit(session, { del: [['b', 1]], insert: [['b', 2]] })).toEqual([
      '-b(1)',
      '-c(2)',
      '+b(2)',
      '+c(1)',
    ]);
  });

  it('follows two absences that end at once', () => {
    const session = opened(
      '.decl a(x: number) .decl b(x: number) .decl c(x: number) .decl d(x: number) d(x) :- a(x), !b(x), !c(x).',
      set(['a', 1]),
    );
    expect(
      edit(session, {
        insert: [
          ['b', 1],
          ['c', 1],
        ],
      }),
    ).toEqual(['-d(1)', '+b(1)', '+c(1)']);
    expect(edit(session, { del: [['b', 1]] })).toEqual(['-b(1)']);
    expect(edit(session, { del: [['c', 1]] })).toEqual(['-c(1)', '+d(1)']);
  });

  it('follows an absence of anything', () => {
    const session = opened(
      '.decl a(x: number) .decl b(x: number, y: number) .decl c(x: number) c(x) :- a(x), !b(_, _).',
      set(['a', 1], ['a', 2]),
    );
    expect(
      edit(session, {
        insert: [
          ['b', 7, 7],
          ['b', 8, 8],
        ],
      }),
    ).toEqual(['-c(1)', '-c(2)', '+b(7, 7)', '+b(8, 8)']);
    expect(edit(session, { del: [['b', 7, 7]] })).toEqual(['-b(7, 7)']);
    expect(edit(session, { del: [['b', 8, 8]] })).toEqual(['-b(8, 8)', '+c(1)', '+c(2)']);
  });

  it('follows aggregates, of groups and of everything', () => {
    const session = opened(
      `.decl size(x: symbol, n: number) .decl box(x: symbol)
      .decl total(n: number) .decl most(x: symbol, n: number)
      total(n) :- n = sum k : { size(_, k) }.
      most(x, n) :- box(x), n = max k : { size(x, k) }.`,
      set(['box', 'a'], ['box', 'b'], ['size', 'a', 1], ['size', 'a', 5], ['size', 'b', 2]),
    );
    expect(session.rows('total')).toEqual([[8]]);
    expect(edit(session, { del: [['size', 'a', 5]] })).toEqual([
      '-size("a", 5)',
      '-total(8)',
      '-most("a", 5)',
      '+total(3)',
      '+most("a", 1)',
    ]);
    expect(
      edit(session, {
        del: [
          ['size', 'a', 1],
          ['size', 'b', 2],
        ],
        insert: [['size', 'c', 3]],
      }),
    ).toEqual(['-size("a", 1)', '-size("b", 2)', '-most("a", 1)', '-most("b", 2)', '+size("c", 3)']);
    expect(session.rows('total')).toEqual([[3]]);
    expect(edit(session, { del: [['size', 'c', 3]] })).toEqual(['-size("c", 3)', '-total(3)', '+total(0)']);
  });

  it('follows an aggregate whose rows all go at once', () => {
    const session = opened(
      `.decl a(x: number, y: number) .decl b(y: number, z: number) .decl on(x: number) .decl n(x: number, n: number)
      n(x, k) :- on(x), k = count : { a(x, y), b(y, _) }.`,
      set(['on', 1], ['a', 1, 2], ['b', 2, 3]),
    );
    expect(
      edit(session, {
        del: [
          ['a', 1, 2],
          ['b', 2, 3],
        ],
      }),
    ).toEqual(['-a(1, 2)', '-b(2, 3)', '-n(1, 1)', '+n(1, 0)']);
  });
});

describe('facts', () => {
  it('that are there or not there already change nothing', () => {
    const session = opened(paths, set(['edge', 'a', 'b']));
    expect(edit(session, { insert: [['edge', 'a', 'b']] })).toEqual([]);
    expect(
      edit(session, {
        del: [
          ['edge', 'b', 'a'],
          ['edge', 'never', 'seen'],
        ],
      }),
    ).toEqual([]);
    expect(edit(session, { del: [['path', 'a', 'b']] })).toEqual([]);
    expect(edit(session, { del: [['edge', 'a', 'b']], insert: [['edge', 'a', 'b']] })).toEqual([]);
    expect(edit(session, {})).toEqual([]);
    expect(session.rows('path')).toEqual([['a', 'b']]);
  });

  it('that rules derive too stay when the fact goes', () => {
    const session = opened(paths, set(['edge', 'a', 'b'], ['path', 'a', 'b'], ['path', 'b', 'c']));
    expect(kindOf(session.why('path', ['a', 'b']))).toBe('fact');
    expect(
      edit(session, {
        del: [
          ['path', 'a', 'b'],
          ['path', 'b', 'c'],
        ],
      }),
    ).toEqual(['-path("b", "c")']);
    expect(kindOf(session.why('path', ['a', 'b']))).toBe('derived');
    expect(edit(session, { insert: [['path', 'a', 'b']] })).toEqual([]);
    expect(kindOf(session.why('path', ['a', 'b']))).toBe('fact');
    expect(edit(session, { del: [['edge', 'a', 'b']] })).toEqual(['-edge("a", "b")']);
    expect(edit(session, { del: [['path', 'a', 'b']] })).toEqual(['-path("a", "b")']);
  });

  it('that a rule file states cannot be deleted', () => {
    const session = opened('.decl n(x: number) n(1).', set(['n', 1], ['n', 2]));
    expect(
      edit(session, {
        del: [
          ['n', 1],
          ['n', 2],
        ],
      }),
    ).toEqual(['-n(2)']);
    expect(edit(session, { del: [['n', 1]] })).toEqual([]);
  });

  it('do not hold each other up', () => {
    const session = opened(
      '.decl p(x: number) .decl q(x: number) p(x) :- q(x). q(x) :- p(x).',
      set(['p', 1], ['q', 2]),
    );
    expect(edit(session, { del: [['p', 1]] })).toEqual(['-p(1)', '-q(1)']);
    expect(edit(session, { insert: [['p', 2]] })).toEqual([]);
    expect(edit(session, { del: [['q', 2]] })).toEqual([]);
    expect(edit(session, { del: [['p', 2]] })).toEqual(['-p(2)', '-q(2)']);
  });

  it('are said to come from where they were last read', () => {
    const session = opened(paths, new FactSet().addFrom({ file: 'a.sql', line: 1 }, 'edge', 'a', 'b'));
    session.update({ insert: new FactSet().addFrom({ file: 'a.sql', line: 9 }, 'edge', 'a', 'b') });
    expect(session.why('edge', ['a', 'b'])).toMatchObject({ source: { line: 9 } });
    session.update({ insert: set(['edge', 'a', 'b'], ['edge', 'b', 'c']) });
    expect(session.why('edge', ['a', 'b'])).toMatchObject({ source: { line: 9 } });
    session.update({ delete: set(['edge', 'a', 'b']), insert: set(['edge', 'a', 'b']) });
    expect(session.why('edge', ['a', 'b'])).not.toHaveProperty('source');
    session.update({ insert: new FactSet().addFrom({ file: 'a.sql', line: 4 }, 'edge', 'a', 'b') });
    expect(session.why('edge', ['a', 'b'])).toMatchObject({ source: { line: 4 } });
    session.update({ delete: set(['edge', 'a', 'b']) });
    session.update({ insert: set(['edge', 'a', 'b']) });
    expect(session.why('edge', ['a', 'b'])).not.toHaveProperty('source');
  });
});

describe('replacing all facts', () => {
  it('changes what differs', () => {
    const session = opened(paths, set(['edge', 'a', 'b'], ['edge', 'b', 'c'], ['path', 'x', 'y']));
    const next = new FactSet().addFrom({ file: 'b.sql', line: 2 }, 'edge', 'a', 'b').add('edge', 'a', 'd');
    const { inserted, deleted } = session.replace(next);
    expect([...inserted]).toEqual([
      ['edge', [['a', 'd']]],
      ['path', [['a', 'd']]],
    ]);
    expect([...deleted.keys()]).toEqual(['edge', 'path']);
    expect(deleted.get('path')).toEqual([
      ['a', 'c'],
      ['b', 'c'],
      ['x', 'y'],
    ]);
    expect(session.why('edge', ['a', 'b'])).toMatchObject({ source: { file: 'b.sql', line: 2 } });
    expect(session.replace(next).inserted.size).toBe(0);
    expect(failure(() => session.replace(set(['edge', 'a', 1]))).code).toBe('dl/fact-type');
    expect(session.replace(new FactSet()).deleted.get('path')).toHaveLength(2);
    expect(session.rows('path')).toEqual([]);
  });
});

describe('an update that fails leaves the session as it was', () => {
  it('for a fact that does not fit', () => {
    const session = opened(paths, set(['edge', 'a', 'b']));
    expect(failure(() => edit(session, { del: [['edge', 'a', 'b']], insert: [['edge', 1, 'c']] })).code).toBe(
      'dl/fact-type',
    );
    expect(failure(() => edit(session, { del: [['edges', 'a', 'b']] })).code).toBe('dl/unknown-relation');
    expect(session.rows('edge')).toEqual([['a', 'b']]);
  });

  it('for facts that cannot be read to the end, and for a replacement', () => {
    const session = opened(paths, set(['edge', 'a', 'b']));
    const insert = {
      forEach: (visit: (relation: string, tuple: readonly Value[]) => void) => {
        visit('edge', ['b', 'c']);
        throw new Error('the file ends here');
      },
    };
    expect(() => session.update({ delete: set(['edge', 'a', 'b']), insert })).toThrow('the file ends here');
    expect(failure(() => session.replace(set(['edge', 'b', 'c'], ['edges', 'a']))).code).toBe(
      'dl/unknown-relation',
    );
    expect(session.rows('path')).toEqual([['a', 'b']]);
    expect(edit(session, { insert: [['edge', 'b', 'c']] })).toHaveLength(3);
  });

  it('for limits, which hold for each update', () => {
    const text = '.decl to(x: number) .decl n(x: number) n(x) :- to(x). n(x - 1) :- n(x), x > 0.';
    for (const maintenance of ['prune', 'recompute'] as const) {
      const session = opened(text, set(['to', 5]), { limits: { tuples: 20 }, maintenance });
      const before = session.statistics.tuples;
      const found = failure(() => edit(session, { insert: [['to', 100]], del: [['to', 5]] }));
      expect(found).toMatchObject({ code: 'dl/limit-tuples', span: { line: 1 } });
      expect(session.rows('to')).toEqual([[5]]);
      expect(session.rows('n')).toHaveLength(6);
      expect(session.statistics.tuples).toBe(before);
      expect(edit(session, { insert: [['to', 6]] })).toEqual(['+to(6)', '+n(6)']);
      expect(edit(session, { del: [['to', 5]] })).toEqual(['-to(5)']);
      expect(edit(session, { del: [['to', 6]], insert: [['to', 1]] })).toHaveLength(7);
      expect(session.rows('n')).toEqual([[0], [1]]);
    }
  });

  it('for computations', () => {
    const session = opened(
      '.decl a(x: number) .decl big(x: number) .decl b(y: number) b(x * 3) :- a(x), !big(x).',
      set(['a', 1]),
    );
    const most = Number.MAX_SAFE_INTEGER;
    expect(failure(() => edit(session, { insert: [['a', most]] })).code).toBe('dl/overflow');
    expect(session.rows('a')).toEqual([[1]]);
    expect(
      edit(session, {
        insert: [
          ['a', most],
          ['big', most],
        ],
      }),
    ).toHaveLength(2);
    expect(failure(() => edit(session, { del: [['big', most]] })).code).toBe('dl/overflow');
    expect(edit(session, { del: [['a', 1]] })).toEqual(['-a(1)', '-b(3)']);
  });
});

it('an update that runs out of memory breaks the session, which says so', () => {
  const text = '.decl to(x: number) .decl n(x: number) n(x) :- to(x). n(x - 1) :- n(x), x > 0.';
  const session = opened(text, set(['to', 5]), { limits: { memory: 1 << 20 }, slack: 1e6 });
  expect(failure(() => edit(session, { insert: [['to', 1_000_000]] })).code).toBe('dl/limit-memory');
  expect(failure(() => session.rows('to')).code).toBe('dl/session-broken');
  expect(failure(() => session.why('n', [1])).code).toBe('dl/session-broken');
  expect(failure(() => edit(session, {})).code).toBe('dl/session-broken');
});

describe('an edit that concerns most of what is derived', () => {
  const chain = (from: number, to: number): Fact[] =>
    Array.from({ length: to - from }, (_, i) => ['edge', `n${from + i}`, `n${from + i + 1}`]);
  const rules = `${paths} .decl end(x: symbol) end(y) :- edge(_, y), !edge(y, _).`;

  it.each([
    ['so many facts', 0, 60],
    ['few facts that much rests on', 38, 42],
  ])('says what changed: %s', (_, from, to) => {
    const session = opened(rules, set(...chain(0, 80)), { slack: 0 });
    const before = session.rows('path');
    const out = edit(session, { del: chain(from, to) });
    const after = session.rows('path');
    expect(out.filter((line) => line.startsWith('-path'))).toHaveLength(before.length - after.length);
    expect(out.slice(-1)).toEqual(from === 0 ? ['-path("n9", "n80")'] : ['+end("n38")']);
    const back = edit(session, { insert: chain(from, to) });
    expect(back.filter((line) => line.startsWith('+path'))).toHaveLength(before.length - after.length);
    expect(session.rows('path')).toEqual(before);
    expect(kindOf(session.why('path', ['n0', 'n80']))).toBe('derived');
    expect(session.statistics.tuples).toBe(80 * 81 * 0.5 + 1);
  });

  it('leaves the session as it was when a limit is passed, memory included', () => {
    for (const limits of [{ tuples: 4000 }, { rounds: 100 }, { memory: 1 << 19 }]) {
      const session = opened(rules, set(...chain(0, 80)), { slack: 0, limits });
      expect(failure(() => edit(session, { insert: chain(80, 400) })).code).toMatch(/^dl\/limit-/);
      expect(session.rows('end')).toEqual([['n80']]);
      expect(edit(session, { insert: [['edge', 'n80', 'x']] })).toHaveLength(84);
    }
  });
});

it('texts that no fact holds any more take no space for ever', () => {
  const session = opened(
    `${paths} .decl long(x: symbol) long(cat(x, y)) :- edge(x, y).`,
    set(['edge', 'a', 'b']),
    {
      limits: { memory: 8 << 20 },
    },
  );
  const name = (i: number): string => `${i} ${'x'.repeat(4000)}`;
  let first: Changes | undefined;
  for (let i = 0; i < 3000; i++) {
    const changes = session.update({
      insert: set(['edge', name(i), 'a']),
      delete: set(['edge', name(i - 1), 'a']),
    });
    first ??= changes;
    expect(changes.deleted.get('path')?.length ?? 0).toBe(i === 0 ? 0 : 2);
  }
  expect(session.rows('long').map(([text]) => String(text).length)).toEqual([4006, 2]);
  expect(session.rows('path')).toHaveLength(3);
  expect(kindOf(session.why('path', [name(2999), 'b']))).toBe('derived');
  expect(session.has('path', [name(0), 'b'])).toBe(false);
  expect(first?.inserted.get('path')).toEqual([
    [name(0), 'a'],
    [name(0), 'b'],
  ]);
  expect(session.statistics.tuples).toBe(5);
  expect(edit(session, { del: [['edge', 'a', 'b']] })).toHaveLength(4);
});

it('a session is not edited while it reads an edit', () => {
  const session = opened(paths, set(['edge', 'a', 'b']));
  const insert = { forEach: () => session.update({}) };
  expect(failure(() => session.update({ insert })).message).toBe(
    'A session cannot be edited while it reads the facts of another edit.',
  );
  expect(edit(session, { insert: [['edge', 'b', 'c']] })).toHaveLength(3);
});

it('what went many times takes no more space, and what comes after is found', () => {
  const session = opened(paths, set(['edge', 'n0', 'n1']), { slack: 10 });
  for (let i = 0; i < 300; i++) {
    edit(session, { del: [['edge', `n${i}`, `n${i + 1}`]], insert: [['edge', `n${i + 1}`, `n${i + 2}`]] });
    expect(session.rows('path')).toEqual([[`n${i + 1}`, `n${i + 2}`]]);
    expect(kindOf(session.why('path', [`n${i + 1}`, `n${i + 2}`]))).toBe('derived');
  }
});
