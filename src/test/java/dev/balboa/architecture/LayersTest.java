package dev.balboa.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.Unguarded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/// The layers of docs/design/001-layers.md, read from the class files: imports point down only.
@Unguarded
class LayersTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .importUrl(Tensor.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void importsPointDownOnly() {
        LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String name :
                List.of(
                        "javacpp",
                        "cli",
                        "experiment",
                        "ssl",
                        "eval",
                        "train",
                        "checkpoint",
                        "nn",
                        "optim",
                        "loss",
                        "data",
                        "autograd",
                        "tensor")) {
            layers = layers.layer(name).definedBy("dev.balboa." + name);
        }
        layers.layer("libtorch")
                .definedBy("dev.balboa.internal.libtorch")
                .layer("ffm")
                .definedBy("dev.balboa.internal.ffm")
                .whereLayer("javacpp")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("experiment")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("ssl")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("eval")
                .mayOnlyBeAccessedByLayers("cli", "experiment")
                .whereLayer("train")
                .mayOnlyBeAccessedByLayers("cli", "ssl", "eval")
                .whereLayer("checkpoint")
                .mayOnlyBeAccessedByLayers("cli", "experiment", "ssl", "eval", "train")
                .whereLayer("nn")
                .mayOnlyBeAccessedByLayers(
                        "cli", "experiment", "ssl", "eval", "train", "checkpoint")
                .whereLayer("optim")
                .mayOnlyBeAccessedByLayers(
                        "cli", "experiment", "ssl", "eval", "train", "checkpoint")
                .whereLayer("loss")
                .mayOnlyBeAccessedByLayers(
                        "cli", "experiment", "ssl", "eval", "train", "checkpoint")
                .whereLayer("data")
                .mayOnlyBeAccessedByLayers("cli", "ssl", "eval", "train", "checkpoint")
                .whereLayer("libtorch")
                .mayOnlyBeAccessedByLayers("tensor", "javacpp")
                .whereLayer("ffm")
                .mayOnlyBeAccessedByLayers("libtorch", "tensor")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.balboa.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheLoaderAndTheOptionalPackageSeeJavaCpp() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.balboa.internal.libtorch", "dev.balboa.javacpp")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(CLASSES);
    }

    // The loader is in JavaCPP's own jar; the presets' classes need not be there.
    @Test
    void onlyTheOptionalPackageNeedsThePresetsClasses() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.balboa.javacpp")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco.pytorch..", "org.bytedeco.openblas..")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("dev.balboa.javacpp..")
                .check(CLASSES);
    }

    @Test
    void onlyOnePackageLinksNativeFunctions() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.balboa.internal.ffm")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.SymbolLookup")
                .orShould()
                .callMethodWhere(
                        com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasName.Predicates.name(
                                        "reinterpret")))
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.balboa.cli")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        classes().should().haveNameNotMatching(".*(Impl|Util|Utils|Helper|Manager)").check(CLASSES);
    }

    @Test
    void everyPackageIsDescribed() throws Exception {
        Path sources = Path.of("src/main/java/dev/balboa");
        try (Stream<Path> folders = Files.walk(sources)) {
            List<Path> undescribed =
                    folders.filter(Files::isDirectory)
                            .filter(LayersTest::holdsJava)
                            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                            .toList();
            Assertions.assertThat(undescribed).isEmpty();
        }
    }

    private static boolean holdsJava(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
