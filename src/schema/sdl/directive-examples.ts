/** One example of each directive, for documentation. Each compiles by itself. */
export const directiveExamples: Readonly<Record<string, string>> = {
  table: 'type Order @table(name: "orders", schema: "shop") {\n  id: ID!\n}',
  view: `type Order {
  id: ID!
  state: String!
}

type OpenOrder @view(sql: "SELECT id FROM \\"order\\" WHERE state = 'open'") {
  id: ID!
}`,
  type: 'enum State @type(name: "order_state") {\n  OPEN\n  PAID\n}',
  label: 'enum State {\n  OPEN @label(value: "open")\n  PAID @label(value: "paid")\n}',
  column: `type Order {
  id: ID!
  total: Decimal! @column(name: "total_price", precision: 12, scale: 2)
  sku: String @column(type: "varchar(20)", collation: "C")
}`,
  pk: 'type Country {\n  code: String! @pk\n}',
  primaryKey:
    'type Line @primaryKey(fields: ["order", "number"]) {\n  order: Order!\n  number: Int!\n}\n\ntype Order {\n  id: ID!\n}',
  identity: 'type Order {\n  id: BigInt! @pk @identity\n}',
  serial: 'type Order {\n  id: BigInt! @pk @serial\n}',
  generated:
    'type Line {\n  id: ID!\n  price: Decimal!\n  count: Int!\n  total: Decimal! @generated(as: "price * count")\n}',
  default: `enum State {
  OPEN
  PAID
}

type Order {
  id: ID!
  state: State! @default(value: OPEN)
  tags: [String!]! @default(value: [])
  placedAt: DateTime! @default(expr: "now()")
}`,
  updatedAt: 'type Order {\n  id: ID!\n  updatedAt: DateTime! @updatedAt\n}',
  backfill:
    'type Customer {\n  id: ID!\n  email: String!\n  domain: String! @backfill(expr: "split_part(email, \'@\', 2)")\n}',
  fk: `type Customer {
  id: ID!
}

type Order {
  id: ID!
  customer: Customer! @fk(onDelete: CASCADE)
  referrer: ID @fk(ref: "Customer.id")
}`,
  foreignKey: `type Line @primaryKey(fields: ["order", "number"]) {
  order: Int!
  number: Int!
}

type Return @foreignKey(fields: ["order", "line"], references: "Line", onDelete: CASCADE) {
  id: ID!
  order: Int!
  line: Int!
}`,
  belongsTo: `type Customer {
  id: ID!
}

type Order {
  id: ID!
  customerId: ID!
  customer: Customer! @belongsTo(fields: ["customerId"])
}`,
  hasOne:
    'type Customer {\n  id: ID!\n  address: Address @hasOne\n}\n\ntype Address {\n  id: ID!\n  customer: Customer!\n}',
  hasMany: `type Customer {
  id: ID!
  bought: [Order!]! @hasMany(by: "buyer")
  sold: [Order!]! @hasMany(by: "seller")
}

type Order {
  id: ID!
  buyer: Customer!
  seller: Customer!
}`,
  manyToMany:
    'type Post {\n  id: ID!\n  tags: [Tag!]! @manyToMany\n}\n\ntype Tag {\n  id: ID!\n  posts: [Post!]! @manyToMany\n}',
  unique: `type Customer @unique(fields: ["email", "region"]) @unique(fields: ["phone"], where: "verified") {
  id: ID!
  email: String!
  region: String
  phone: String
  verified: Boolean!
}`,
  index: `type Order @index(fields: ["region", "placedAt"], where: "open") @index(expression: "lower(note)") {
  id: ID!
  region: String
  placedAt: DateTime
  open: Boolean!
  note: String
  meta: JSON @index(using: "gin", opclass: "jsonb_path_ops")
}`,
  check:
    'type Order @check(expr: "shipped_at >= placed_at") {\n  id: ID!\n  total: Decimal! @check(expr: "total >= 0")\n  placedAt: DateTime!\n  shippedAt: DateTime\n}',
  partition: `type Event
  @primaryKey(fields: ["id", "at"])
  @partition(by: RANGE, key: ["at"])
  @sql(up: "CREATE TABLE event_rest PARTITION OF event DEFAULT")
{
  id: ID!
  at: DateTime!
}`,
  tenant: 'type Invoice @tenant(by: "tenantId") {\n  id: ID!\n  tenantId: ID!\n  total: Decimal!\n}',
  owner: 'type Note @owner(column: "authorId") {\n  id: ID!\n  authorId: ID!\n  text: String!\n}',
  rls: 'type Page @rls(select: "published", roles: ["reader"]) @rls(preset: DENY) {\n  id: ID!\n  published: Boolean!\n}',
  policy:
    'type Page @policy(name: "readers", for: SELECT, using: "published") {\n  id: ID!\n  published: Boolean!\n}',
  sensitive: 'type User {\n  id: ID!\n  password: String! @sensitive\n}',
  pii: 'type User {\n  id: ID!\n  email: String! @pii\n}',
  renamed: 'type Invoice @renamed(from: "bill") {\n  id: ID!\n  amount: Decimal! @renamed(from: "total")\n}',
  uid: 'type Invoice @uid(value: "invoice") {\n  id: ID!\n  amount: Decimal! @uid(value: "amount")\n}',
  sql: `extend schema @sql(up: "CREATE EXTENSION IF NOT EXISTS citext", first: true)

type User @sql(up: "ALTER TABLE \\"user\\" SET (fillfactor = 70)") {
  id: ID!
  email: String! @column(type: "citext")
}`,
};
