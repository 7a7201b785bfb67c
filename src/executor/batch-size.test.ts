import { expect, it } from 'vitest';
import { BatchSize } from './batch-size.js';

const limits = { min: 100, max: 20_000 };

it('grows and shrinks in small steps towards the target', () => {
  const size = new BatchSize(1000, 200, limits);
  size.took(20);
  expect(size.current).toBe(1500);
  size.took(30);
  expect(size.current).toBe(2250);
  size.took(22_500);
  expect(size.current).toBe(1125);
});

it('stays where a batch takes as long as it should', () => {
  const size = new BatchSize(1000, 200, limits);
  for (let i = 0; i < 5; i++) size.took(200);
  expect(size.current).toBe(1000);
});

it('keeps to its limits, and below them only after a failure', () => {
  const size = new BatchSize(15_000, 200, limits);
  size.took(1);
  expect(size.current).toBe(20_000);
  for (let i = 0; i < 20; i++) size.took(60_000);
  expect(size.current).toBe(100);
  size.halve();
  expect(size.current).toBe(50);
  size.took(0);
  expect(size.current).toBe(100);
});
