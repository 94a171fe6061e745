"""Words next to a number that say what it is: the nearest one decides."""

_PHONE = """
    telefono telefone fono fone telf tlf tel tels celular celu cel cell cellphone cellular movil movel mobile
    phone telephone telemovel tlm ph llamame llameme llamarme llamanos llama llamar liga ligue ligar call text
    sms whatsapp whatsap wpp wsp wasap zap zapzap whats wats guasap watsapp telegram signal viber marca marcame
    marcar disca discar dial ring landline contacto contato contactame contactarme contacta chama chame escribeme
    escribime escribirme escreve ubicame hablame reach comunicate fijo ramal ddd wa mensajeame textea texteame
    anota anotalo apunta agendame agenda agendar
"""
_ID = """
    chamado chamados
    pedido pedidos orden ordenes order orders factura facturas fatura invoice invoices ticket tickets id ids ref
    referencia reference referencias protocolo codigo code codigos codes serie serial serials sku lote lot caso
    case expediente folio guia tracking rastreo rastreio seguimiento remito boleta recibo receipt isbn issn ean
    gtin upc asin doi cpf cnpj cuit cuil dni rfc rut ruc nit nif cif nie curp rg passport pasaporte ssn ein vat
    iva matricula registro processo proceso contrato contract build commit version release revision issue pr
    ticketid timestamp unix epoch hash checksum token key clave apikey pixel app client account cuenta conta
    transaccion transaction transacao operacion operacao operation comprobante nsu autorizacion authorization
    autorizacao nota nf nfe dns ip port puerto porta coordenadas coordinates lat latitud latitude longitud
    longitude registros records rows filas linhas row fila linha bytes byte pixels px views vistas visitas
    visitors visitantes impresiones impressoes impressions usuarios users descargas downloads seguidores
    followers suscriptores habitantes unidades units unidade items productos produtos products art articulo
    article modelo model part parte pieza peca chassis chasis patente placa vin imei mac barcode barras nomina
    empleado employee cliente customer afiliado legajo ean13 analytics ua property campaign campana campanha
    anuncio postal zip cep license licencia licenca hex hexa color colour cor rgb bin decimal seed random
    aleatorio semilla pid process thread job queue error errno status sequence secuencia sequencia fibonacci
    rastrear rastrea rastreamento tracked arancelaria arancelario arancel tariff ncm temperatura temperaturas
    temperature temperatures acordes chords placar score scores endings terminaciones
    digitos dni turno user usuario uid poliza policy siniestro socio tarjeta card cartao visa mastercard
    stripe test prueba teste ejemplo example exemplo placeholder dummy mock ficticio fake cantidad total
    subtotal stock existencias poblacion population distancia resolution resolucion trial clinicaltrials orcid
    waybill rastreios trastes traste frets fret dedilhado digitacion digitacao compas compasso cmyk pantone rgba faixas
    talles tallas medidor hidrometro
    pubmed pmid inscripcion inscricao inscricoes reference habilitacion expte causa nup codigos
"""
_MONEY = """
    precio preco price presupuesto orcamento budget costo custo cost valor value usd us ars mxn brl cop clp eur
    dolares dollars dollar reais pesos euros soles monto amount pago pay total salario salary sueldo tarifa rate
    oferta offer bid cobro cobra factura ingresos revenue ventas sales vendas ganancia lucro profit gasto
    despesa spend inversion investment investimento ars r k mil thousand million millones milhoes quetzales
    guaranies bolivares sol
"""

PHONE = frozenset(_PHONE.split())
# These say phone only next to someone whose number it is.
WEAK_PHONE = frozenset(["numero", "numeros", "number", "num", "linea", "line", "digits", "numerito"])
OWNERS = frozenset(
    [
        "mi",
        "my",
        "meu",
        "minha",
        "nosso",
        "nossa",
        "nuestro",
        "our",
        "this",
        "este",
        "esse",
        "me",
        "es",
        "is",
        "e",
        "tu",
        "your",
        "seu",
    ]
)
IDENTIFIER = frozenset(_ID.split())
MONEY = frozenset(_MONEY.split())

# Right after a number these say that it counts something.
COUNTED = frozenset(
    [
        "px",
        "pixels",
        "pixeles",
        "horas",
        "hora",
        "hs",
        "hours",
        "hour",
        "hrs",
        "h",
        "dias",
        "dia",
        "days",
        "day",
        "semanas",
        "semana",
        "weeks",
        "week",
        "meses",
        "mes",
        "months",
        "month",
        "anos",
        "ano",
        "years",
        "year",
        "minutos",
        "minutes",
        "min",
        "segundos",
        "seconds",
        "sec",
        "ms",
        "usd",
        "eur",
        "ars",
        "brl",
        "mxn",
        "cop",
        "clp",
        "dolares",
        "dollars",
        "reais",
        "pesos",
        "euros",
        "soles",
        "kb",
        "mb",
        "gb",
        "tb",
        "kg",
        "km",
        "cm",
        "mm",
        "m2",
        "m",
        "productos",
        "produtos",
        "products",
        "usuarios",
        "users",
        "registros",
        "records",
        "rows",
        "filas",
        "linhas",
        "lineas",
        "lines",
        "linhas",
        "palabras",
        "palavras",
        "words",
        "unidades",
        "units",
        "visitas",
        "views",
        "paginas",
        "pages",
        "imagenes",
        "imagens",
        "images",
        "items",
        "archivos",
        "arquivos",
        "files",
        "veces",
        "vezes",
        "times",
        "clientes",
        "customers",
        "tokens",
        "caracteres",
        "characters",
        "chars",
        "bytes",
        "bits",
        "rpm",
        "fps",
        "hz",
        "mhz",
        "ghz",
        "rows",
        "requests",
        "peticiones",
        "pantallas",
        "screens",
        "telas",
        "seguidores",
        "followers",
        "likes",
        "personas",
        "pessoas",
        "people",
        "habitantes",
        "descargas",
        "downloads",
        "pontos",
        "puntos",
        "points",
    ]
)
