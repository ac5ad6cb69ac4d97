package dev.balboa.cli;

import picocli.CommandLine.IVersionProvider;

/// The version of the jar; a build that runs from class files has none.
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"balboa " + (version == null ? "(development build)" : version)};
    }
}
