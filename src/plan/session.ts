/** The settings that every SQL text and every probe of a plan relies on. */

/**
 * Run these when a session starts, before any step. Names are found only where they are written; old bodies of
 * functions are not judged again; texts of times mean the same everywhere, and timestamp to timestamptz needs no rewrite.
 */
export const planSession: readonly string[] = [
  "SET search_path = ''",
  'SET check_function_bodies = off',
  "SET TimeZone = 'UTC'",
  "SET DateStyle = 'ISO, MDY'",
  "SET IntervalStyle = 'postgres'",
  'SET standard_conforming_strings = on',
];
