/**
 * WebAssembly modules, run inside the agent as JVM bytecode that is compiled from them once and kept on disk. An instance's state is its linear
 * memory, which can be taken out and put into another instance, on whatever machine.
 */
@NullMarked
package io.slackline.agent.wasm;

import org.jspecify.annotations.NullMarked;
