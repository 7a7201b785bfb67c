/** A schema in SDL on the newest server. */
import { sdlOnServers } from '../support/sdl-on-servers.js';

sdlOnServers([18]);
