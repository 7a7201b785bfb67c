/** Drift on real servers, and the module that applications import with the drivers that they use. */
import { driftOnServers } from '../support/drift-on-servers.js';

driftOnServers([14, 18]);
