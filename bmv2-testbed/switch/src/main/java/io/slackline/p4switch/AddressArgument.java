package io.slackline.p4switch;

import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses {@code HOST:PORT}; port 0 takes any that is free. */
final class AddressArgument implements ITypeConverter<InetSocketAddress> {

    private static final int MAX_PORT = 65_535;

    @Override
    public InetSocketAddress convert(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new TypeConversionException("'" + text + "': expected HOST:PORT, for example 127.0.0.1:9559");
        }
        int port;
        try {
            port = Integer.parseInt(text.substring(colon + 1));
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "': '" + text.substring(colon + 1) + "' is no port number");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new TypeConversionException("'" + text + "': port " + port + "; valid: 0 to " + MAX_PORT);
        }
        String host = text.substring(0, colon);
        InetSocketAddress address = new InetSocketAddress(
                host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host, port);
        if (address.isUnresolved()) {
            throw new TypeConversionException("'" + text + "': the host '" + host + "' is not known");
        }
        return address;
    }
}
