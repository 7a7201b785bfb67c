import { samplesOnServers } from '../generate/zod/on-servers.js';

samplesOnServers([11, 12, 13, 15, 16, 17]);
