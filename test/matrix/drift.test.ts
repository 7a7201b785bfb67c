/** Drift on every major. */
import { driftOnServers } from '../support/drift-on-servers.js';

driftOnServers([11, 12, 13, 14, 15, 16, 17, 18]);
