/** SDL that is right, at random: types with keys of all kinds, columns with everything that stands on them, relations. */
import fc from 'fast-check';

const scalars = {
  String: [
    '@default(value: "it\'s")',
    '@unique',
    '@index',
    '@check(expr: "length({}) < 50")',
    '@column(type: "varchar(20)")',
  ],
  Int: ['@default(value: -3)', '@unique', '@index(where: "{} > 0")', '@check(expr: "{} > 0")', '@identity'],
  BigInt: ['@default(expr: "1 + 2")', '@serial', '@index(using: "hash")'],
  Decimal: ['@default(value: 1.5)', '@column(precision: 12, scale: 2)'],
  Float: ['@default(value: 0.1)'],
  Boolean: ['@default(value: true)'],
  DateTime: ['@default(expr: "now()")', '@updatedAt', '@index(using: "brin")'],
  Date: ['@default(value: "2024-02-29")'],
  JSON: ['@default(value: { a: [1, null] })', '@index(using: "gin", opclass: "jsonb_path_ops")'],
  UUID: ['@default(expr: "gen_random_uuid()")'],
  State: ['@default(value: DONE)', '@unique', '@index'],
  ID: ['@unique'],
  Inet: ['@default(value: "10.0.0.1")'],
} as const;

type Scalar = keyof typeof scalars;

/** Column in SQL of a field of the generator: the names are lower case already. */
const field = fc
  .tuple(
    fc.constantFrom(...(Object.keys(scalars) as Scalar[])),
    fc.nat(),
    fc.boolean(),
    fc.nat(5),
    fc.boolean(),
  )
  .map(([type, choice, notNull, kind, described]) => (name: string): string => {
    const comment = described ? `"about ${name}, it's \\"said\\"" ` : '';
    if (kind === 0) return `${comment}${name}: [${type}${notNull ? '!' : ''}]`;
    const all = scalars[type];
    const said = kind > 2 ? '' : (all[choice % all.length] ?? '').replaceAll('{}', name);
    const filled = said === '@identity' || said === '@serial';
    return `${comment}${name}: ${type}${notNull || filled ? '!' : ''} ${said}`;
  });

const keys = [
  'id: ID!',
  'id: BigInt! @pk @identity',
  'code: String! @pk',
  'a: Int! @pk',
  'id: UUID! @pk @default(expr: "gen_random_uuid()")',
];

const type = fc.record({
  key: fc.constantFrom(...keys, 'composite'),
  fields: fc.array(field, { maxLength: 6 }),
  references: fc.array(
    fc.record({
      to: fc.nat(),
      notNull: fc.boolean(),
      said: fc.constantFrom('', '@index', '@fk(onDelete: CASCADE)', '@belongsTo(onUpdate: RESTRICT)'),
      back: fc.constantFrom('', 'many', 'one'),
    }),
    { maxLength: 2 },
  ),
  many: fc.option(fc.nat(), { nil: undefined }),
  schema: fc.constantFrom('', '', '@table(schema: "shop")'),
  stamped: fc.boolean(),
  whole: fc.constantFrom('', '@index(expression: "now_or(1)")', '@check(expr: "1 < 2")'),
});

/** Text of a schema without mistakes. */
export const randomSdl: fc.Arbitrary<string> = fc.array(type, { minLength: 1, maxLength: 5 }).map((types) => {
  const bodies = types.map(({ key, fields }, at) => [
    ...(key === 'composite' ? ['left: Int!', 'right: String!'] : [key]),
    ...fields.map((text, i) => text(`f${at}_${i}`)),
  ]);
  types.forEach(({ references, many }, at) => {
    references.forEach(({ to, notNull, said, back }, i) => {
      const target = to % types.length;
      // A reference that is never null and leads back to itself is right and told: that is no subject here.
      bodies[at]?.push(`r${i}: T${target}${notNull && target < at ? '!' : ''} ${said}`);
      if (back === 'many') bodies[target]?.push(`back${at}_${i}: [T${at}!]! @hasMany(by: "r${i}")`);
      if (back === 'one') bodies[target]?.push(`back${at}_${i}: T${at} @hasOne(by: "r${i}")`);
    });
    if (many !== undefined) {
      bodies[at]?.push(`m${at}: [T${many % types.length}!]! @manyToMany(through: "join_${at}")`);
    }
  });
  const texts = types.map(({ key, schema, stamped, whole }, at) => {
    const said = `${key === 'composite' ? '@primaryKey(fields: ["left", "right"])' : ''} ${schema} ${whole}`;
    return `type T${at} ${stamped ? 'implements Stamped' : ''} ${said} {\n${(bodies[at] ?? []).map((line) => `  ${line}\n`).join('')}}`;
  });
  return [
    'extend schema @sql(up: "CREATE FUNCTION now_or(n int) RETURNS int LANGUAGE sql IMMUTABLE RETURN n", first: true)',
    'interface Stamped @index(fields: ["at"]) { at: DateTime! @default(expr: "now()") changed: DateTime! @updatedAt }',
    'enum State { OPEN @label(value: "it\'s open") DONE }',
    ...texts,
  ].join('\n');
});
