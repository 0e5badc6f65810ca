/**
 * Functions written for other platforms, run unchanged: OpenWhisk actions and Serverledge executors. They are processes; requests and answers are
 * translated between plain HTTP and the contract that they speak.
 */
@NullMarked
package io.slackline.agent.adapt;

import org.jspecify.annotations.NullMarked;
