/** Reads and writes packet capture files in the classic libpcap format, and ports that live on such files. */
@NullMarked
package io.slackline.p4switch.pcap;

import org.jspecify.annotations.NullMarked;
