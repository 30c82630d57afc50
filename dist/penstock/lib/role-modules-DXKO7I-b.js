// apps/cli/src/role-modules.ts
/**
* The URL of the module that runs a role. Written out one by one, so that packing finds them
* (scripts/pack). A planner is an api without its HTTP.
*/
const ROLE_MODULES = {
	api: new URL("api-main-DU7wHj4T.js", import.meta.url).href,
	planner: new URL("api-planner-BJUJVHJ7.js", import.meta.url).href,
	worker: new URL("worker-main-Dy3t3wJA.js", import.meta.url).href,
	coordinator: new URL("coordinator-main-C1ALjzjD.js", import.meta.url).href
};
export { ROLE_MODULES as t };
