import { describe, expect, it } from 'vitest';
import { settled } from './settled.js';

describe('settled', () => {
  it('moves the cast of an array to its elements', () => {
    expect(
      settled(
        "CHECK (((s)::text = ANY ((ARRAY['a'::character varying, 'b, ]'::character varying])::text[])))",
      ),
    ).toBe(
      "CHECK (((s)::text = ANY (ARRAY[('a'::character varying)::text, ('b, ]'::character varying)::text])))",
    );
  });

  it('leaves what is settled', () => {
    const text = "(x = ANY (ARRAY['a'::text, 'b'::text]))";
    expect(settled(text)).toBe(text);
  });
});
