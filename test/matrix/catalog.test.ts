/** States read from every major. */
import { catalogsOnServers } from '../support/catalog-on-servers.js';

catalogsOnServers([11, 12, 13, 14, 15, 16, 17, 18]);
