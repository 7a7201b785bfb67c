import { describe, expect, test } from 'vitest';
import { pendingRenames } from '../carried.js';
import { compile, linesOf, messages, statements } from './compile.test-helper.js';

/** Statements that make foreign keys and indexes. */
async function keys(text: string): Promise<string[]> {
  return (await statements(text)).filter((one) => /FOREIGN KEY|^CREATE (UNIQUE )?INDEX/.test(one));
}

/** `Type.field kind target over key [through table]`. */
async function relations(text: string): Promise<string[]> {
  const { model } = await compile(text);
  return model.tables.flatMap((table) =>
    table.relations.map(
      ({ field, kind, target, foreignKey, through }) =>
        `${table.type}.${field} ${kind} ${target} over ${foreignKey?.table}.${foreignKey?.name}${through ? ` through ${through.table}` : ''}`,
    ),
  );
}

describe('references', () => {
  test('have the columns of the key, also of a key with references in it', async () => {
    const text = `
type Line @primaryKey(fields: ["order", "number"]) { order: Order! number: Int! }
type Order { id: BigInt! @pk @identity }
type Parcel { id: ID! line: Line @belongsTo(onDelete: SET_NULL) country: Country! @fk(onUpdate: CASCADE, name: "at_home") }
type Country { code: String! @pk @column(type: "char(2)", collation: "C") }`;
    expect(await linesOf('"public"."parcel"', text)).toEqual([
      '"id" uuid DEFAULT gen_random_uuid() NOT NULL',
      '"line_order_id" bigint',
      '"line_number" integer',
      '"country_code" char(2) COLLATE "C" NOT NULL',
      'CONSTRAINT "parcel_pkey" PRIMARY KEY ("id")',
    ]);
    expect(await keys(text)).toEqual([
      'ALTER TABLE "public"."line" ADD CONSTRAINT "line_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "public"."order" ("id")',
      'ALTER TABLE "public"."parcel" ADD CONSTRAINT "parcel_line_order_id_line_number_fkey" FOREIGN KEY ("line_order_id", "line_number") REFERENCES "public"."line" ("order_id", "number") ON DELETE SET NULL',
      'ALTER TABLE "public"."parcel" ADD CONSTRAINT "at_home" FOREIGN KEY ("country_code") REFERENCES "public"."country" ("code") ON UPDATE CASCADE',
    ]);
  });

  test('may use fields that are there', async () => {
    const text = `
type User { id: ID! tenant: Int! @unique email: String! @unique }
type Post { id: ID! authorId: ID! author: User! @belongsTo(fields: ["authorId"]) editor: User @column(name: "edited_by") mail: User @fk(ref: "User.email") }
type Pair @primaryKey(fields: ["a", "b"]) { a: Int! b: Int! }
type Half @foreignKey(fields: ["x", "y"], references: "Pair", to: ["b", "a"], deferrable: true) { id: ID! x: Int y: Int }`;
    expect((await linesOf('"public"."post"', text)).slice(1, 4)).toEqual([
      '"author_id" uuid NOT NULL',
      '"edited_by" uuid',
      '"mail_email" text',
    ]);
    expect((await keys(text)).map((one) => one.slice(one.indexOf('FOREIGN')))).toEqual([
      'FOREIGN KEY ("author_id") REFERENCES "public"."user" ("id")',
      'FOREIGN KEY ("edited_by") REFERENCES "public"."user" ("id")',
      'FOREIGN KEY ("mail_email") REFERENCES "public"."user" ("email")',
      'FOREIGN KEY ("x", "y") REFERENCES "public"."pair" ("b", "a") DEFERRABLE INITIALLY DEFERRED',
    ]);
  });

  test('the other side is found, and one-to-one is unique', async () => {
    const text = `
type User { id: ID! profile: Profile @hasOne posts: [Post!]! edited: [Post!]! @hasMany(by: "editor") }
type Profile { id: ID! user: User! }
type Post { id: ID! editor: User }`;
    expect(await linesOf('"public"."profile"', text)).toContain(
      'CONSTRAINT "profile_user_id_key" UNIQUE ("user_id")',
    );
    expect(await relations(text)).toEqual([
      'User.profile hasOne Profile over profile.profile_user_id_fkey',
      'User.posts hasMany Post over post.post_editor_id_fkey',
      'User.edited hasMany Post over post.post_editor_id_fkey',
      'Profile.user belongsTo User over profile.profile_user_id_fkey',
      'Post.editor belongsTo User over post.post_editor_id_fkey',
    ]);
    expect(
      await messages(`${text} extend type Post { author: User! } extend type Profile { posts: [Post!]! }`),
    ).toEqual(['error sdl/ambiguous-relation «posts»', 'error sdl/list-relation «[Post!]!»']);
  });

  test('a list says how it is mended', async () => {
    const fixes = async (text: string) =>
      (await compile(text)).diagnostics.map((one) => `${one.fix?.text}: ${one.fix?.code}`);
    expect(await fixes('type A { id: ID! bs: [B!]! } type B { id: ID! }')).toEqual([
      'one A with many: add a reference to B; both with many: mark the list @manyToMany: a: A',
    ]);
    expect(await fixes('type A { id: ID! bs: [B!]! } type B { id: ID! as: [A!]! @manyToMany }')).toEqual([
      'mark it and B.as as the two sides of one relation: @manyToMany',
    ]);
    expect(await fixes('type A { id: ID! bs: [B!]! @hasMany } type B { id: ID! }')).toEqual([
      'add it to B: a: A',
    ]);
  });
});

describe('many to many', () => {
  test('a join table with both keys, and an index for the other direction', async () => {
    const text = `
type Post @table(schema: "blog") { id: ID! tags: [Tag!]! @manyToMany }
type Tag @primaryKey(fields: ["lang", "name"]) { lang: String! name: String! posts: [Post!]! @manyToMany }`;
    expect(await linesOf('"blog"."post_tag"', text)).toEqual([
      '"post_id" uuid NOT NULL',
      '"tag_lang" text NOT NULL',
      '"tag_name" text NOT NULL',
      'CONSTRAINT "post_tag_pkey" PRIMARY KEY ("post_id", "tag_lang", "tag_name")',
    ]);
    expect(await keys(text)).toEqual([
      'CREATE INDEX "post_tag_tag_lang_tag_name_idx" ON "blog"."post_tag" ("tag_lang", "tag_name")',
      'ALTER TABLE "blog"."post_tag" ADD CONSTRAINT "post_tag_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "blog"."post" ("id") ON DELETE CASCADE',
      'ALTER TABLE "blog"."post_tag" ADD CONSTRAINT "post_tag_tag_lang_tag_name_fkey" FOREIGN KEY ("tag_lang", "tag_name") REFERENCES "public"."tag" ("lang", "name") ON DELETE CASCADE',
    ]);
    expect(await relations(text)).toEqual([
      'Post.tags manyToMany Tag over post_tag.post_tag_tag_lang_tag_name_fkey through post_tag',
      'Tag.posts manyToMany Post over post_tag.post_tag_post_id_fkey through post_tag',
      'PostTag.post belongsTo Post over post_tag.post_tag_post_id_fkey',
      'PostTag.tag belongsTo Tag over post_tag.post_tag_tag_lang_tag_name_fkey',
    ]);
  });

  test('to itself, from one side or two', async () => {
    const text = `type User { id: ID! friends: [User!]! @manyToMany
      following: [User!]! @manyToMany(through: "follow") followers: [User!]! @manyToMany(through: "follow") }`;
    expect((await linesOf('"public"."user_user"', text)).slice(0, 2)).toEqual([
      '"user_id" uuid NOT NULL',
      '"friends_id" uuid NOT NULL',
    ]);
    expect((await relations(text)).slice(0, 3)).toEqual([
      'User.friends manyToMany User over user_user.user_user_friends_id_fkey through user_user',
      'User.following manyToMany User over follow.follow_following_id_fkey through follow',
      'User.followers manyToMany User over follow.follow_followers_id_fkey through follow',
    ]);
  });

  test('over a type', async () => {
    const text = `
type Student { id: ID! courses: [Course!]! @manyToMany(through: "Enrolment") }
type Course { id: ID! students: [Student!]! @manyToMany(through: "Enrolment") }
type Enrolment @unique(fields: ["student", "course"]) { id: ID! student: Student! course: Course! grade: Int }`;
    expect((await relations(text)).slice(0, 2)).toEqual([
      'Student.courses manyToMany Course over enrolment.enrolment_course_id_fkey through enrolment',
      'Course.students manyToMany Student over enrolment.enrolment_student_id_fkey through enrolment',
    ]);
    expect((await statements(text)).filter((one) => one.startsWith('CREATE TABLE'))).toHaveLength(3);
  });

  test('a join table follows its ends when they are renamed', async () => {
    const before = await compile(
      'type Post { id: ID! tags: [Tag!]! @manyToMany } type Tag @uid(value: "t") { id: ID! }',
    );
    const { model } = await compile(
      'type Post { id: ID! tags: [Tag!]! @manyToMany } type Tag @uid(value: "t") @renamed(from: "tag") @table(name: "labels") { id: ID! }',
    );
    const existing = new Map(
      before.model.tables.map(({ schema, name, columns }) => [
        `${schema}.${name}`,
        new Set(columns.map((column) => column.name)),
      ]),
    );
    expect(pendingRenames(model, existing, undefined).map(({ from, to }) => `${from} ${to}`)).toEqual([
      'public.tag public.labels',
      'public.post_tag public.post_labels',
    ]);
  });

  test('one table is not for two relations', async () => {
    expect(
      await messages(
        'type A { id: ID! bs: [B!]! @manyToMany more: [B!]! @manyToMany cs: [C!]! @manyToMany(through: "Join") } type B { id: ID! } type C { id: ID! } type Join { id: ID! a: A! }',
      ),
    ).toEqual([
      'error sdl/ambiguous-relation «@manyToMany»',
      'error sdl/missing-inverse «@manyToMany(through: "Join")»',
    ]);
  });
});

describe('circles', () => {
  test('are checked at the end of the transaction, where nobody says otherwise', async () => {
    const deferred = async (text: string) => (await keys(text)).map((one) => one.includes('DEFERRED'));
    expect(
      await deferred(
        'type User { id: ID! best: Post } type Post { id: ID! author: User! about: Post likes: Tag } type Tag { id: ID! }',
      ),
    ).toEqual([true, true, false, false]);
    expect(
      await deferred(
        'type A { id: ID! b: B @fk(deferrable: false) } type B { id: ID! c: C } type C { id: ID! a: A }',
      ),
    ).toEqual([false, true, true]);
  });

  test('that are never null are told', async () => {
    expect(
      await messages('type A { id: ID! b: B! } type B { id: ID! a: A! } type C { id: ID! c: C! }'),
    ).toEqual(['warning sdl/circular-not-null «b»']);
    expect(
      await messages(
        'type A @primaryKey(fields: ["b"]) { b: B! } type B @primaryKey(fields: ["a"]) { a: A! }',
      ),
    ).toEqual(['error sdl/circular-key «b»']);
  });
});
