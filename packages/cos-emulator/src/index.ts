export { type CosEmulator, type CosEmulatorOptions, startCosEmulator } from "./emulator.ts";
