import { t as ROLE_MODULES } from "./role-modules-DXKO7I-b.js";
// apps/cli/src/commands/serve.ts
/** `penstock serve --role …`: the role runs in this process, and ends it. */
async function serve(role) {
	await import(ROLE_MODULES[role]);
	return 0;
}
export { serve };
