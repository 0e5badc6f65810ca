package io.slackline.pipeline;

import com.google.protobuf.ByteString;

/** A packet that the switch gave to its controller: whole, from the Ethernet header on. */
public record PuntedPacket(int ingressPort, Cause cause, ByteString payload) {}
