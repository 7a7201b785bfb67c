/** States read from the oldest and newest of the servers that every test run has. */
import { catalogsOnServers } from '../support/catalog-on-servers.js';

catalogsOnServers([14, 18]);
