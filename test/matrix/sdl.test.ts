/** A schema in SDL on older servers. */
import { sdlOnServers } from '../support/sdl-on-servers.js';

sdlOnServers([13, 14]);
