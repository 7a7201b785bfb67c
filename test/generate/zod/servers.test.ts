import { samplesOnServers } from './on-servers.js';

samplesOnServers([14, 18]);
