/** The identity of a plan: the hash of its canonical JSON. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../facts/catalog/canonical.js';
import type { Plan } from './plan.js';

export const planFormat = 'wesley/plan/1';

/** Gives a plan the id that is the hash of everything else in it. */
export function sealed(content: Omit<Plan, 'id'>): Plan {
  return { ...content, id: planId(content) };
}

/** SHA-256 (hex) of the plan without its id. */
export function planId(plan: Omit<Plan, 'id'> & { readonly id?: string }): string {
  const { id: _, ...content } = plan;
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}
