/**
 * Ports on network interfaces of the host through AF_PACKET sockets, called with the foreign function interface. {@code Native} binds the
 * system calls; every other class owns the memory that it hands to them.
 */
@NullMarked
package io.slackline.p4switch.afpacket;

import org.jspecify.annotations.NullMarked;
