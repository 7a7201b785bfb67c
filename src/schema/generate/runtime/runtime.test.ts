import { describe } from 'vitest';
import { noticesDifferences } from '../../../../test/support/drift-on-servers.js';
import { openPglite } from '../../../facts/connect/pglite.js';

describe('a difference in PGlite', () => {
  noticesDifferences(18, () => openPglite());
});
